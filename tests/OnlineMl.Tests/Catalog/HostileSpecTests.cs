using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OnlineMl.Catalog;

namespace OnlineMl.Tests.Catalog;

public sealed class HostileSpecTests
{
    private static readonly string[] Names =
    [
        .. ComponentCatalog.BuiltIn.Components.Select(component => component.Name),
        .. ComponentCatalog.BuiltIn.Components.SelectMany(component => component.Parameters).Select(parameter => parameter.Name).Distinct(StringComparer.Ordinal),
        "Pipeline", "steps", "", "$", "\ud83d\udc1f", "a\"b", "timedelta", "seconds",
    ];

    [Fact]
    public void Create_ThrowsNothingButSpecExceptionsForAnyJson() =>
        Prop.ForAll(Json(6).ToArbitrary(), OnlySpecExceptions).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Create_ThrowsNothingButSpecExceptionsForWrongParameters() =>
        Prop.ForAll(Components(3).ToArbitrary(), OnlySpecExceptions).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Create_ThrowsNothingButSpecExceptionsForCutSpecs()
    {
        var spec = ComponentCatalog.BuiltIn.ToSpec(ComponentCatalog.BuiltIn.Create("""["StandardScaler", "LogisticRegression"]"""));
        for (var length = 0; length < spec.Length; length++)
        {
            Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec[..length]));
        }
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\": {}}")]
    [InlineData("{\"Var\": {\"\\ud800\": 1}}")]
    [InlineData("{\"Var\": {\"ddof\": 1e400}}")]
    [InlineData("\ud800")]
    public void Create_RefusesWhatNoSpecIs(string spec) => Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec));

    private static bool OnlySpecExceptions(string spec)
    {
        try
        {
            ComponentCatalog.BuiltIn.ToSpec(ComponentCatalog.BuiltIn.Create(spec));
        }
        catch (SpecException e)
        {
            return e.Path.StartsWith('$') && e.Problem.Length > 0;
        }

        return true;
    }

    private static Gen<string> Scalar() => Gen.OneOf(
        Gen.Elements("null", "true", "false", "0", "1", "-1", "0.5", "1e-300", "1e300", "1e999", "2147483648", "1000", "\"Infinity\"", "[]", "{}"),
        Gen.Choose(-10, 1000).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Elements(Names).Select(Quote));

    private static Gen<string> Json(int depth) => depth == 0
        ? Scalar()
        : Gen.OneOf(
            Scalar(),
            Json(depth - 1).ListOf().Select(items => "[" + string.Join(",", items.Take(3)) + "]"),
            Gen.Elements(Names).Zip(Json(depth - 1), (name, value) => Quote(name) + ":" + value).ListOf().Select(items => "{" + string.Join(",", items.Take(3)) + "}"));

    /// <summary>A component that exists, with parameters that exist and values of all sorts.</summary>
    private static Gen<string> Components(int depth) =>
        from component in Gen.Elements(ComponentCatalog.BuiltIn.Components.ToArray())
        from values in Gen.Frequency((3, Scalar()), (2, depth == 0 ? Scalar() : Components(depth - 1)), (1, Json(1))).ArrayOf(component.Parameters.Count)
        select "{" + Quote(component.Name) + ":{" + string.Join(",", component.Parameters.Zip(values, (parameter, value) => Quote(parameter.Name) + ":" + value)) + "}}";

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
