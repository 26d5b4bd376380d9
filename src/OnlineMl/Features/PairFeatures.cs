namespace OnlineMl.Features;

/// <summary>Fills vectors from dictionaries and other pairs of names and values.</summary>
/// <remarks>Taken are numbers of any .NET type, truth values (1 or 0), texts, enums (their member's name), letters and
/// <see cref="Guid"/>s (as texts), dates (the day's number as <see cref="DateOnly.DayNumber"/> counts, the time of day as its fraction), times of day
/// and durations (in days) and null, which means absent. A vector that was refused is empty.
/// <example><code>
/// var x = new FeatureVector(space);
/// x.FillFromPairs(new Dictionary&lt;string, object?&gt; { ["age"] = 31, ["country"] = "FR", ["income"] = null });
/// </code></example></remarks>
public static class PairFeatures
{
    /// <summary>Fills a vector from values of several types.</summary>
    /// <exception cref="ArgumentException">A value is of another type or not finite, or a name comes twice; the message names the
    /// feature.</exception>
    public static void FillFromPairs(this FeatureVector x, IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pairs);
        Refusing(x, pairs, static (filler, pairs) =>
        {
            if (pairs is Dictionary<string, object?> dictionary)
            {
                // Enumerating the class itself allocates nothing.
                foreach (var (name, value) in dictionary)
                {
                    Add(filler, name, value);
                }
            }
            else
            {
                foreach (var (name, value) in pairs)
                {
                    Add(filler, name, value);
                }
            }
        });
    }

    /// <summary>Fills a vector from numbers.</summary>
    /// <exception cref="ArgumentException">A value is not finite, or a name comes twice; the message names the feature.</exception>
    public static void FillFromPairs(this FeatureVector x, IEnumerable<KeyValuePair<string, double>> pairs)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pairs);
        Refusing(x, pairs, static (filler, pairs) =>
        {
            if (pairs is Dictionary<string, double> dictionary)
            {
                foreach (var (name, number) in dictionary)
                {
                    filler.Add(name, number);
                }
            }
            else
            {
                foreach (var (name, number) in pairs)
                {
                    filler.Add(name, number);
                }
            }
        });
    }

    internal static void Refusing<T>(FeatureVector x, T source, Action<FeatureFiller, T> fill)
    {
        var filler = x.Filler;
        try
        {
            filler.Begin();
            fill(filler, source);
            filler.End();
        }
        catch (FeatureFormatException exception)
        {
            x.Clear();
            throw new ArgumentException(exception.Message, nameof(source), exception);
        }
        catch
        {
            x.Clear();
            throw;
        }
    }

    internal static void Add(FeatureFiller filler, string name, object? value)
    {
        if (!FeatureValues.TryConvert(value, out var converted))
        {
            throw new FeatureFormatException($"The feature '{name}' is a {value!.GetType().Name}; {FeatureValues.Wanted}.");
        }

        filler.Add(name, converted);
    }
}
