using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OnlineMl.Features;

/// <summary>Fills vectors from the public properties of any class, record, struct or anonymous type.</summary>
/// <remarks>The properties' names are the features' names, unless a <see cref="System.Text.Json.Serialization.JsonPropertyNameAttribute"/> or a naming
/// policy gives others; a <see cref="System.Text.Json.Serialization.JsonIgnoreAttribute"/> leaves a property out. Values are taken as
/// <see cref="PairFeatures"/> takes them. The properties of an object in a property are features of their own, named behind it and a point
/// (<c>Address.City</c>), and a list of texts is one feature a text (<c>Tags_new</c>, 1 where the list has it). The accessors are compiled once per
/// type and policy. A vector that was refused is empty. A trimmed application keeps the properties of objects in properties itself.
/// <example><code>
/// var x = new FeatureVector(space);
/// x.FillFromObject(new { Age = 31, Country = "FR", Income = (double?)null });
/// </code></example></remarks>
public static class ObjectFeatures
{
    /// <summary>Fills a vector from an object's public properties. The declared type <typeparamref name="T"/> counts.</summary>
    /// <param name="x">The vector to fill.</param>
    /// <param name="example">The example.</param>
    /// <param name="naming">Gives the features their names, such as <see cref="JsonNamingPolicy.CamelCase"/>; null takes the properties' names.</param>
    /// <exception cref="ArgumentException">A property is of a type that is not taken, or its value is not finite: the message names the
    /// feature. Or the type has no properties, two of one name, or contains itself.</exception>
    public static void FillFromObject<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        this FeatureVector x, T example, JsonNamingPolicy? naming = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(example);
        PairFeatures.Refusing(x, (example, PropertyReaders<T>.For(naming)), static (filler, source) =>
        {
            foreach (var read in source.Item2)
            {
                read(filler, source.example);
            }
        });
    }
}
