using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl;

/// <content>How the model takes examples, which is saved with it.</content>
public sealed partial class Model
{
    private TimeFeature? _time;

    /// <summary>The name of the feature that tells the moment of an example to whatever runs over a period; null when
    /// <see cref="FeatureVector.Time"/> alone does. Default null.</summary>
    /// <remarks>A number is seconds since 1970; a text is a date or a date and time as ISO 8601 writes them, in universal time unless it says otherwise.
    /// An example without the feature, or with another value, is refused, unless its <see cref="FeatureVector.Time"/> was set, which comes first.
    /// It stays a feature, which <see cref="Composition.Discard"/> takes away from the steps behind it.</remarks>
    /// <exception cref="ArgumentException">The name is empty or too long, or the model hashes the names of its features.</exception>
    public string? TimeFeature
    {
        get => _time?.Name;
        set
        {
            if (value is not null && Features.HashBits > 0)
            {
                throw new ArgumentException($"{Component.GetType().Name} hashes the names of its features, so that none can tell the time.", nameof(value));
            }

            _time = value is null ? null : new TimeFeature(value);
        }
    }

    /// <summary>How many features a step may make of one example, beside those that the example has; an example of which it would make more is refused
    /// with a <see cref="TooManyFeaturesException"/>. Range [1, 16777216], default 262144.</summary>
    public int MaxMadeFeatures { get; set => field = Require.Between(value, 1, MadeFeatures.Largest); } = MadeFeatures.Usual;

    /// <summary>How many names each vocabulary of the model may have: those of features, of what its steps make, of the values that an encoder or a tree
    /// tells apart, of the groups of an aggregate. An example with a new name beyond that is refused with a <see cref="TooManyFeaturesException"/> before it is
    /// learned; what a step makes beyond that is passed over, as unknown values are when the model predicts, and of values beyond that a tree knows one.
    /// Range [1, 268435456], default 1048576. Hashed names are bounded anyway.</summary>
    public int MaxNames { get; set => field = Require.Between(value, 1, NameLimit.Largest); } = NameLimit.Usual;

    /// <summary>Whether features that are texts which say a number, such as <c>"42"</c> or <c>"-1.5e3"</c>, are taken as that number. Default false: a text
    /// is a category.</summary>
    public bool ParseNumbers { get; set; }

    /// <summary>What a file of the model begins with.</summary>
    internal ModelHeader Header => new(ToSpec(), LearnDuringPredict, TimeFeature, MaxMadeFeatures, MaxNames, ParseNumbers);

    /// <summary>Refuses an example whose new names would be too many.</summary>
    /// <exception cref="TooManyFeaturesException">They would.</exception>
    internal void CheckNames(FeatureVector x)
    {
        if (x.HasStrangers && Features.HashBits == 0 && x.StrangerCount > MaxNames - Features.Count)
        {
            throw new TooManyFeaturesException(
                $"The model knows {Features.Count} names of features, and {nameof(MaxNames)} allows {MaxNames}; '{x.FirstStranger}' would be one more.")
            {
                Limit = nameof(MaxNames),
            };
        }
    }

    /// <summary>Gives an example of this model what the options say of it: its moment, unless it was given one, and what may be made of it.</summary>
    /// <exception cref="ArgumentException">The feature that tells the time is not there or is no moment.</exception>
    internal void Admit(FeatureVector x)
    {
        (x.MostMade, x.MostNames) = (MaxMadeFeatures, MaxNames);
        _time?.Tell(x);
    }

    private static void CheckLimits(ModelHeader header, SpecOptions limits)
    {
        if (header.MaxMadeFeatures > limits.MaxMadeFeatures)
        {
            throw new SpecException(
                $"The model lets a step make {header.MaxMadeFeatures} features of an example; at most {limits.MaxMadeFeatures} are allowed.");
        }
    }

    private static void CheckNames(ModelHeader header, SpecOptions limits)
    {
        if (header.MaxNames > limits.MaxNames)
        {
            throw new SpecException($"The model lets a vocabulary have {header.MaxNames} names ({nameof(MaxNames)}); at most {limits.MaxNames} are allowed.");
        }
    }

    private Model Take(SpecOptions options)
    {
        try
        {
            TimeFeature = options.TimeFeature;
        }
        catch (ArgumentException e)
        {
            throw new SpecException($"$: {e.Message}", e);
        }

        MaxMadeFeatures = options.MaxMadeFeatures;
        MaxNames = options.MaxNames;
        ParseNumbers = options.ParseNumbers;
        return this;
    }

    // Copies, because all of them are needed at once, and those of the caller may be of another space or name what the model has learned since.
    private PredictionOptions OwnFuture(PredictionOptions options) => options with
    {
        FutureFeatures = options.FutureFeatures!.Select(step =>
        {
            var own = NewExample();
            own.CopyFrom(step);
            (own.MostMade, own.MostNames) = (MaxMadeFeatures, MaxNames);
            if (ParseNumbers)
            {
                own.ReadNumbers();
            }

            return own;
        }).ToArray(),
    };

    // What is changed is not the caller's.
    private bool IsOwn(FeatureVector x) => ReferenceEquals(x.Space, Features) && !(ParseNumbers && x.HasNumberAsText);

    private FeatureVector Own(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!IsOwn(x))
        {
            _foreign.CopyFrom(x);
            x = _foreign;
            if (ParseNumbers)
            {
                x.ReadNumbers();
            }
        }

        Admit(x);
        return x;
    }
}
