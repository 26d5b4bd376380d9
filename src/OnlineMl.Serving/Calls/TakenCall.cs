namespace OnlineMl.Serving.Calls;

/// <summary>How far a model has come with a call. By default it has not taken it.</summary>
internal readonly record struct TakenCall
{
    /// <summary>The event of the call could not be stored, so that it is to be answered without a trace.</summary>
    public static TakenCall Forgotten => new() { MustBeForgotten = true };

    /// <summary>The call to wait for; null when it is done already, or not taken.</summary>
    public PendingCall? Pending { get; private init; }

    /// <summary>Whether the log has the event of the call.</summary>
    public bool IsAppended { get; private init; }

    /// <summary>What there is to tell of a prediction without a trace.</summary>
    public PeekedPrediction? Peek { get; private init; }

    /// <summary>Whether the call is to be answered without a trace, because it cannot be stored.</summary>
    public bool MustBeForgotten { get; private init; }

    /// <summary>Whether the call is answered, or will be.</summary>
    public bool IsTaken => IsAppended || Peek is not null;

    /// <summary>A call that is answered once its event is applied.</summary>
    public static TakenCall Of(PendingCall pending, bool isAppended) => new() { Pending = pending, IsAppended = isAppended };

    /// <summary>A prediction without a trace, which is answered.</summary>
    public static TakenCall OfPeek(in PeekedPrediction peeked) => new() { Peek = peeked };
}
