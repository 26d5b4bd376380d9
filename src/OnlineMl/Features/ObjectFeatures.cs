using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.Features;

/// <summary>Fills vectors from the public properties of any class, record, struct or anonymous type.</summary>
/// <remarks>The properties' names are the features' names, and their values are taken as <see cref="PairFeatures"/> takes them. The
/// accessors are compiled once per type. A vector that was refused is empty.
/// <example><code>
/// var x = new FeatureVector(space);
/// x.FillFromObject(new { Age = 31, Country = "FR", Income = (double?)null });
/// </code></example></remarks>
public static class ObjectFeatures
{
    /// <summary>Fills a vector from an object's public properties. The declared type <typeparamref name="T"/> counts.</summary>
    /// <exception cref="ArgumentException">A property is of a type that is not taken, or its value is not finite; the message names
    /// the feature.</exception>
    public static void FillFromObject<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        this FeatureVector x, T example)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(example);
        PairFeatures.Refusing(x, example, static (filler, example) =>
        {
            foreach (var (name, read) in PropertyReaders<T>.All)
            {
                filler.Add(name, read(example));
            }
        });
    }
}
