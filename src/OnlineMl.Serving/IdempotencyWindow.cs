using System.Text;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>Remembers the first answer to each idempotency key of the last calls.</summary>
/// <remarks>Time is that of the events, so that a replay forgets at the same points.</remarks>
internal sealed class IdempotencyWindow(OnlineMlServingOptions options) : IStateful
{
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long Time)> _oldestFirst = new();

    public Answer? Find(string key) => _answers.GetValueOrDefault(key);

    public void Add(string key, Answer answer, long time)
    {
        if (options.IdempotencyKeys == 0)
        {
            return;
        }

        if (_answers.Count >= options.IdempotencyKeys)
        {
            _answers.Remove(_oldestFirst.Dequeue().Key);
        }

        _answers.Add(key, answer);
        _oldestFirst.Enqueue((key, time));
    }

    /// <summary>Forgets what is older than allowed.</summary>
    /// <param name="now">The time of the newest event, in milliseconds since 1970.</param>
    public void Expire(long now)
    {
        var oldest = now - (long)options.IdempotencyFor.TotalMilliseconds;
        while (_oldestFirst.TryPeek(out var first) && first.Time < oldest)
        {
            _answers.Remove(_oldestFirst.Dequeue().Key);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        var kept = state.IsLoading ? [] : _oldestFirst.ToArray();
        var keys = Array.ConvertAll(kept, entry => entry.Key);
        var times = Array.ConvertAll(kept, entry => entry.Time);
        var answers = Array.ConvertAll(keys, key => _answers[key]);
        var kinds = Array.ConvertAll(answers, answer => (int)answer.Kind);
        var predictions = Array.ConvertAll(answers, answer => answer.Prediction is null ? "" : Encoding.UTF8.GetString(answer.Prediction));
        var identifiers = Array.ConvertAll(answers, answer => answer.Identifier ?? "");
        var refusals = Array.ConvertAll(answers, answer => answer.Refusal ?? "");
        state.Field("keys", ref keys, keys.Length);
        state.Field("times", ref times, times.Length);
        state.Field("kinds", ref kinds, kinds.Length);
        state.Field("predictions", ref predictions, predictions.Length);
        state.Field("identifiers", ref identifiers, identifiers.Length);
        state.Field("refusals", ref refusals, refusals.Length);
        if (!state.IsLoading)
        {
            return;
        }

        var count = keys.Length;
        if (times.Length != count || kinds.Length != count || predictions.Length != count || identifiers.Length != count || refusals.Length != count ||
            keys.Distinct(StringComparer.Ordinal).Count() != count)
        {
            throw new StateFormatException("The remembered answers are of different lengths, or a key comes twice.");
        }

        for (var i = 0; i < count; i++)
        {
            Add(
                keys[i],
                new Answer(
                    (EventKind)kinds[i],
                    predictions[i].Length == 0 ? null : Encoding.UTF8.GetBytes(predictions[i]),
                    identifiers[i].Length == 0 ? null : identifiers[i],
                    refusals[i].Length == 0 ? null : refusals[i]),
                times[i]);
        }
    }
}
