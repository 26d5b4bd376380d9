using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Idempotency;

/// <summary>The first answers to the idempotency keys of the last calls: of predictions apart from those of learns and labels, so that however many
/// predictions come between, a learn that is sent again is known.</summary>
internal sealed class RememberedAnswers(RememberingLimits limits)
{
    /// <summary>The answers to learns and labels.</summary>
    public IdempotencyWindow Taught { get; } = new(limits);

    /// <summary>The answers to predictions.</summary>
    public IdempotencyWindow Asked { get; } = new(limits);

    /// <summary>How many bytes of memory they hold in all.</summary>
    public long HeldBytes => Taught.HeldBytes + Asked.HeldBytes;

    /// <summary>The first answer to a key, whatever it was for.</summary>
    public Answer? Find(string key) => Taught.Find(key) ?? Asked.Find(key);

    /// <summary>The answer to a call that is repeated; null for one that is new.</summary>
    public Answer? Repeat(EventKind kind, string key) => Find(key) is not { } first ? null
        : first.Kind == (kind == EventKind.Pull ? EventKind.Predict : kind) ? first
        : new Answer(kind, Refusal: $"The idempotency key '{key}' belongs to an earlier {first.Kind.ToString().ToLowerInvariant()}.");

    /// <summary>Whether a key that is not here may have been; see <see cref="IdempotencyWindow.MayHaveForgotten"/>.</summary>
    public bool MayHaveForgotten(EventKind kind, long time, long now) =>
        (kind is EventKind.Predict or EventKind.Pull ? Asked : Taught).MayHaveForgotten(time, now);

    /// <summary>Remembers the answer to a key that is new.</summary>
    public void Add(EventKind kind, string key, Answer answer, long time) =>
        (kind is EventKind.Predict or EventKind.Pull ? Asked : Taught).Add(key, answer, time);

    /// <summary>Forgets what is older than allowed.</summary>
    /// <param name="now">The time of the newest event, in milliseconds since 1970.</param>
    public void Expire(long now)
    {
        Taught.Expire(now);
        Asked.Expire(now);
    }

    /// <summary>Forgets what is more than allowed, which may be less than before.</summary>
    public void Trim()
    {
        Taught.Trim();
        Asked.Trim();
    }
}
