using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>The predictions of one model that wait for their label, oldest first.</summary>
/// <param name="capacity">How many are kept; beyond that the oldest is forgotten.</param>
internal sealed class PredictionMemory(int capacity) : IStateful
{
    private readonly Dictionary<string, LinkedListNode<RememberedPrediction>> _byIdentifier = new(StringComparer.Ordinal);
    private readonly LinkedList<RememberedPrediction> _oldestFirst = new();

    public int Count => _byIdentifier.Count;

    /// <summary>Remembers a prediction; one under the same identifier is replaced.</summary>
    public void Keep(RememberedPrediction prediction)
    {
        Take(prediction.Identifier);
        if (capacity == 0)
        {
            return;
        }

        if (_byIdentifier.Count >= capacity)
        {
            Take(_oldestFirst.First!.Value.Identifier);
        }

        _byIdentifier.Add(prediction.Identifier, _oldestFirst.AddLast(prediction));
    }

    public RememberedPrediction? Find(string identifier) =>
        _byIdentifier.TryGetValue(identifier, out var node) ? node.Value : null;

    public void Take(string identifier)
    {
        if (_byIdentifier.Remove(identifier, out var node))
        {
            _oldestFirst.Remove(node);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        var kept = state.IsLoading ? [] : _oldestFirst.ToArray();
        var identifiers = Array.ConvertAll(kept, p => p.Identifier);
        var features = Array.ConvertAll(kept, p => p.Features.GetRawText());
        var shown = Array.ConvertAll(kept, p => p.Shown.GetRawText());
        var full = Array.ConvertAll(kept, p => p.InFull.GetRawText());
        state.Field("identifiers", ref identifiers, identifiers.Length);
        state.Field("features", ref features, features.Length);
        state.Field("shown", ref shown, shown.Length);
        state.Field("full", ref full, full.Length);
        if (!state.IsLoading)
        {
            return;
        }

        _byIdentifier.Clear();
        _oldestFirst.Clear();
        if (features.Length != identifiers.Length || shown.Length != identifiers.Length || full.Length != identifiers.Length)
        {
            throw new StateFormatException("The remembered predictions are of different lengths.");
        }

        try
        {
            for (var i = 0; i < identifiers.Length; i++)
            {
                Keep(new RememberedPrediction(identifiers[i], JsonElement.Parse(features[i]), JsonElement.Parse(shown[i]), JsonElement.Parse(full[i])));
            }
        }
        catch (JsonException e)
        {
            throw new StateFormatException("A remembered prediction is no JSON.", e);
        }
    }
}
