using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OnlineMl.Catalog;
using OnlineMl.CatalogGenerator;

namespace OnlineMl.Tests.Catalog;

public sealed class ComponentGeneratorTests
{
    [Theory]
    [InlineData("OMC001", """/** <summary>A.</summary> */ [Component("A")] public class A : ITask; /** <summary>B.</summary> */ [Component("A")] public class B : ITask; public interface ITask;""")]
    [InlineData("OMC002", """/** <summary>A.</summary> */ [Component("A")] public class A { /** <summary>B.</summary> */ public System.Action B { get; init; } }""")]
    [InlineData("OMC003", """[Component("A")] public class A;""")]
    [InlineData("OMC003", """/** <summary>A.</summary> */ [Component("A")] public class A { public int B { get; init; } }""")]
    [InlineData("OMC004", """/** <summary>A.</summary> */ [Component("A")] public class A { public A(int b) { } }""")]
    [InlineData("OMC005", """/** <summary>A.</summary> */ [Component("A")] public class A { /** <summary>B.</summary> */ [Parameter("b")] public int C { get; init; } /** <summary>B.</summary> */ public int B { get; init; } }""")]
    [InlineData("OMC006", """/** <summary>A.</summary> */ [Component("A")] public abstract class A;""")]
    public void MistakesAreErrors(string id, string source)
    {
        var result = Run(source);

        Assert.Contains(result.Diagnostics, diagnostic => string.Equals(diagnostic.Id, id, StringComparison.Ordinal) && diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("NSplits", "n_splits")]
    [InlineData("L1Latent", "l1_latent")]
    [InlineData("UseABTest", "use_ab_test")]
    public void ParametersAreNamedAfterTheirProperties(string property, string name)
    {
        var code = Generate($$"""
            /** <summary>One. Two.</summary> */ [Component("A")]
            public class A { /** <summary>How much. Range (0, ∞), default 0.5. More.</summary> */ public double {{property}} { get; init; } }
            """);

        Assert.Contains($"\"{name}\", [], \"{property}\"", code, StringComparison.Ordinal);
        Assert.Contains("\"One.\"", code, StringComparison.Ordinal);
        Assert.Contains("\"How much.\", \"(0, ∞)\", \"0.5\"", code, StringComparison.Ordinal);
    }

    [Fact]
    public void ParametersOfABaseClassComeFirst_AndConstructorsBeforeThem()
    {
        var code = Generate("""
            /** <summary>Base.</summary> */
            public abstract class Base { /** <summary>B.</summary> */ public int B { get; init; } }
            /** <summary>A.</summary> */ [Component("A")]
            public class A(int c) : Base { /** <summary>A.</summary> */ public int D { get; init; } /** <summary>C.</summary> */ public int C { get; } = c; }
            """);

        Assert.True(code.IndexOf("\"c\", []", StringComparison.Ordinal) < code.IndexOf("\"b\", []", StringComparison.Ordinal));
        Assert.True(code.IndexOf("\"b\", []", StringComparison.Ordinal) < code.IndexOf("\"d\", []", StringComparison.Ordinal));
    }

    private static string Generate(string source)
    {
        var result = Run(source);
        Assert.Empty(result.Diagnostics);
        return string.Join('\n', result.GeneratedTrees.Select(tree => tree.ToString()));
    }

    private static GeneratorDriverRunResult Run(string source)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            "Own",
            [CSharpSyntaxTree.ParseText("using OnlineMl.Catalog;\n" + source, options)],
            [.. platform.Append(typeof(ComponentAttribute).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))]);
        var driver = CSharpGeneratorDriver.Create([new ComponentGenerator().AsSourceGenerator()], parseOptions: options);
        return driver.RunGenerators(compilation).GetRunResult();
    }
}
