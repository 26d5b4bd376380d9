using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Catalog;

/// <summary>How models are built from specs, and how large one may be.</summary>
public sealed class SpecOptions
{
    /// <summary>Whether every pipeline of the model, nested ones too, learns its unsupervised steps while predicting, as
    /// river did before 0.19. Default false.</summary>
    public bool LearnDuringPredict { get; init; }

    /// <summary>The feature that tells the moment of an example; see <see cref="Model.TimeFeature"/>. Default null.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public string? TimeFeature { get; init => field = value is null ? null : Features.TimeFeature.Check(value); }

    /// <summary>How many features a step of the model may make of one example, see <see cref="Model.MaxMadeFeatures"/>; a saved model that allows more
    /// is refused. Range [1, 16777216], default 262144.</summary>
    public int MaxMadeFeatures { get; init => field = Require.Between(value, 1, MadeFeatures.Largest); } = MadeFeatures.Usual;

    /// <summary>How many names each vocabulary of the model may have, see <see cref="Model.MaxNames"/>; a saved model that allows more is refused.
    /// Range [1, 268435456], default 1048576.</summary>
    public int MaxNames { get; init => field = Require.Between(value, 1, NameLimit.Largest); } = NameLimit.Usual;

    /// <summary>Whether features that are texts which say a number are taken as that number; see <see cref="Model.ParseNumbers"/>. Default false.</summary>
    public bool ParseNumbers { get; init; }

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
        MaxMadeFeatures = MadeFeatures.Largest,
        MaxNames = NameLimit.Largest,
        MaxBytes = long.MaxValue,
        MaxComponents = int.MaxValue,
        MaxTextLength = int.MaxValue,
        MaxLength = int.MaxValue,
    };

    /// <summary>The same limits for a model that was made with other options.</summary>
    internal SpecOptions For(ModelHeader header) => With(header);

    /// <summary>The same limits for a model that takes its examples otherwise.</summary>
    internal SpecOptions With(string? timeFeature, int maxMadeFeatures, int maxNames, bool parseNumbers) =>
        With(new ModelHeader("", LearnDuringPredict, timeFeature, maxMadeFeatures, maxNames, parseNumbers));

    private SpecOptions With(ModelHeader header) => new()
    {
        LearnDuringPredict = header.LearnDuringPredict,
        TimeFeature = header.TimeFeature,
        MaxMadeFeatures = header.MaxMadeFeatures,
        MaxNames = header.MaxNames,
        ParseNumbers = header.ParseNumbers,
        MaxBytes = MaxBytes,
        MaxComponents = MaxComponents,
        MaxDepth = MaxDepth,
        MaxTextLength = MaxTextLength,
        MaxLength = MaxLength,
    };
}
