using System.Text;
using System.Text.Json;
using MessagePack;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.CrashTest;

/// <summary>Feeds the events of a log to a model, one after the other, without anything of the server's: what the server must be equal to.</summary>
internal sealed class EventFold
{
    private readonly TestedModel _tested;
    private readonly FeatureVector _example;
    private readonly Prediction _prediction = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _keysInOrder = new();
    private readonly Dictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _rememberedInOrder = new();
    private bool _hasLearned;

    public EventFold(TestedModel tested, byte[] firstSnapshot)
    {
        _tested = tested;
        using var stream = new MemoryStream(firstSnapshot);
        Model = Model.Load(stream);
        Metrics = tested.MakeMetrics();
        _example = Model.NewExample();
    }

    public Model Model { get; }

    public MetricSet Metrics { get; }

    public long Position { get; private set; }

    /// <summary>How many predictions wait for a label.</summary>
    public int Waiting => _remembered.Count;

    /// <summary>How often the event of each call came.</summary>
    public Dictionary<string, int> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>What was predicted for the predicts, by the signature of the call: a number, the class, or the probability of true.</summary>
    public Dictionary<string, string> Predictions { get; } = new(StringComparer.Ordinal);

    /// <summary>Applies the next event.</summary>
    public void Apply(StoredEvent stored)
    {
        if (stored.Position != ++Position)
        {
            throw new CrashTestException($"The event {Position} of '{_tested.Name}' is missing; {stored.Position} came.");
        }

        var reader = new MessagePackReader(stored.Record);
        if (reader.ReadArrayHeader() != 8 || reader.ReadInt32() != 1)
        {
            throw new CrashTestException($"The event {Position} of '{_tested.Name}' has another form than this test knows.");
        }

        var kind = reader.ReadInt32() switch { 1 => "predict", 2 => "learn", _ => "label" };
        reader.Skip();
        var identifier = reader.ReadString();
        var key = reader.ReadString();
        var features = reader.ReadString();
        var truth = reader.ReadString();
        var signature = Call.SignatureOf(_tested.Name, kind, features, identifier);
        Events[signature] = Events.GetValueOrDefault(signature) + 1;
        if (key is not null && !IsNew(key))
        {
            return;
        }

        if (kind == "predict")
        {
            Predict(signature, identifier!, features!);
        }
        else
        {
            Teach(identifier, features, JsonElement.Parse(truth!));
        }
    }

    private bool IsNew(string key)
    {
        if (!_keys.Add(key))
        {
            return false;
        }

        _keysInOrder.Enqueue(key);
        if (_keys.Count > KilledServer.IdempotencyKeys)
        {
            _keys.Remove(_keysInOrder.Dequeue());
        }

        return true;
    }

    private void Predict(string signature, string identifier, string features)
    {
        var isMeasured = Ask(features);
        var copy = new Prediction();
        copy.CopyFrom(_prediction);
        _remembered.Add(identifier, new Remembered(features, copy, isMeasured, _rememberedInOrder.AddLast(identifier)));
        if (_remembered.Count > KilledServer.RememberedPredictions)
        {
            Forget(_rememberedInOrder.First!.Value);
        }

        Predictions.Add(signature, _tested.Flavor switch
        {
            "regression" => JsonSerializer.Serialize(_prediction.Number),
            "binary" => JsonSerializer.Serialize(_prediction.Probabilities[new Label(true)]),
            _ => _prediction.Label.ToString(),
        });
    }

    private void Teach(string? identifier, string? features, JsonElement truth)
    {
        Target target = truth.ValueKind switch
        {
            JsonValueKind.Number => truth.GetDouble(),
            JsonValueKind.String => new Label(truth.GetString()!),
            _ => truth.GetBoolean(),
        };
        var prediction = _prediction;
        bool isMeasured;
        if (identifier is not null && _remembered.TryGetValue(identifier, out var remembered))
        {
            Fill(remembered.Features);
            prediction = remembered.Prediction;
            isMeasured = remembered.IsMeasured;
            Forget(identifier);
        }
        else if (features is not null)
        {
            isMeasured = Ask(features);
        }
        else
        {
            return;
        }

        Model.Learn(_example, target);
        _hasLearned = true;
        if (!isMeasured || prediction.IsEmpty)
        {
            return;
        }

        if (_tested.Flavor == "regression")
        {
            Metrics.Update(target.Number, prediction.Number);
        }
        else
        {
            Metrics.Update(target.Label, prediction.Label, prediction.Probabilities);
        }
    }

    private bool Ask(string features)
    {
        Fill(features);
        Model.Predict(_example, _prediction);
        return _hasLearned || _tested.Flavor != "regression" || _prediction.Number != 0;
    }

    private void Fill(string features) => _example.FillFromJson(Encoding.UTF8.GetBytes(features));

    private void Forget(string identifier)
    {
        _remembered.Remove(identifier, out var gone);
        _rememberedInOrder.Remove(gone!.Place);
    }

    private sealed record Remembered(string Features, Prediction Prediction, bool IsMeasured, LinkedListNode<string> Place);
}
