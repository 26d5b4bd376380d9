namespace OnlineMl.Serving.Calls;

/// <summary>How far a model has come with a call. By default it has not taken it.</summary>
internal readonly struct TakenCall
{
    private readonly Stage _stage;

    private TakenCall(Stage stage, PendingCall? pending = null, PeekedPrediction peek = default) => (_stage, Pending, Peek) = (stage, pending, peek);

    private enum Stage : byte
    {
        NotTaken,
        Admitted,
        Appended,
        Peeked,
        Forgotten,
    }

    /// <summary>The event of the call could not be stored, so that it is to be answered without a trace.</summary>
    public static TakenCall Forgotten => new(Stage.Forgotten);

    /// <summary>The call to wait for; null when it is done already, or not taken.</summary>
    public PendingCall? Pending { get; }

    /// <summary>What there is to tell of a prediction without a trace.</summary>
    public PeekedPrediction Peek { get; }

    /// <summary>Whether it was admitted and its event is to be appended to the log.</summary>
    public bool MustBeAppended => _stage == Stage.Admitted;

    /// <summary>Whether it was answered without a trace.</summary>
    public bool IsPeeked => _stage == Stage.Peeked;

    /// <summary>Whether the call is to be answered without a trace, because it cannot be stored.</summary>
    public bool MustBeForgotten => _stage == Stage.Forgotten;

    /// <summary>Whether the call is answered, or will be.</summary>
    public bool IsTaken => _stage is Stage.Appended or Stage.Peeked;

    /// <summary>A call that is answered once its event is applied.</summary>
    public static TakenCall Of(PendingCall pending, bool isAppended) => new(isAppended ? Stage.Appended : Stage.Admitted, pending);

    /// <summary>A prediction without a trace, which is answered.</summary>
    public static TakenCall OfPeek(in PeekedPrediction peeked) => new(Stage.Peeked, peek: peeked);
}
