namespace OnlineMl.Catalog;

/// <summary>How models are built from specs, and how large one may be.</summary>
public sealed class SpecOptions
{
    /// <summary>Whether every pipeline of the model, nested ones too, learns its unsupervised steps while predicting, as
    /// river did before 0.19. Default false.</summary>
    public bool LearnDuringPredict { get; init; }

    /// <summary>How many bytes the parameters of a model may imply, as far as its components can say before they are used: see
    /// <see cref="ISized"/>. At least 1, default 1 GiB.</summary>
    public long MaxBytes { get; init => field = Require.Between(value, 1, long.MaxValue); } = 1L << 30;

    /// <summary>How many components a spec may have. At least 1, default 10,000.</summary>
    public int MaxComponents { get; init => field = Require.Positive(value); } = 10_000;

    /// <summary>How deep components and values may be nested. Range [1, 64], default 64.</summary>
    public int MaxDepth { get; init => field = Require.Between(value, 1, 64); } = 64;

    /// <summary>How many characters a text in a spec may have. At least 1, default 65,536.</summary>
    public int MaxTextLength { get; init => field = Require.Positive(value); } = 1 << 16;

    /// <summary>How many bytes of UTF-8 a whole spec may have. At least 1, default 4 MiB.</summary>
    public int MaxLength { get; init => field = Require.Positive(value); } = 1 << 22;

    /// <summary>No limits but the one of depth: for the spec of a model that exists already, so that it comes back whatever the limits are by now.</summary>
    public static SpecOptions Unlimited { get; } = new()
    {
        MaxBytes = long.MaxValue,
        MaxComponents = int.MaxValue,
        MaxTextLength = int.MaxValue,
        MaxLength = int.MaxValue,
    };

    /// <summary>The same limits for a model that was made with another <see cref="LearnDuringPredict"/>.</summary>
    internal SpecOptions For(bool learnDuringPredict) => new()
    {
        LearnDuringPredict = learnDuringPredict,
        MaxBytes = MaxBytes,
        MaxComponents = MaxComponents,
        MaxDepth = MaxDepth,
        MaxTextLength = MaxTextLength,
        MaxLength = MaxLength,
    };
}
