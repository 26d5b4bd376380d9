using System.Globalization;
using OnlineMl.Composition;

namespace OnlineMl.Catalog;

/// <summary>About how much memory components imply by their parameters.</summary>
public static class ComponentSize
{
    /// <summary>How many classes are reckoned with before any is known.</summary>
    public const int FewClasses = 2;

    /// <summary>How many bytes a window takes for each number that it remembers, with the number's weight and what it is looked up by.</summary>
    internal const double PerNumber = 48;

    // A component with the few small objects that any has.
    private const double Least = 1024;

    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>About how many bytes a component takes once it has learned a few examples, with the components that it holds.</summary>
    /// <param name="component">The component or pipeline.</param>
    /// <param name="classes">How many classes it has learned; at least 2.</param>
    public static double Of(object component, int classes = FewClasses)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, FewClasses);
        return component switch
        {
            ISized sized => Least + sized.EstimateBytes(classes),
            Pipeline pipeline => Least + OfSteps(pipeline, classes),
            _ => Least + OfParameters(component, classes),
        };
    }

    /// <summary>About how many bytes the components among the parameters of a component take.</summary>
    /// <param name="component">The component.</param>
    /// <param name="classes">How many classes it has learned; at least 2.</param>
    public static double OfParameters(object component, int classes = FewClasses)
    {
        ArgumentNullException.ThrowIfNull(component);
        var sum = 0.0;
        foreach (var parameter in ComponentCatalog.Find(component.GetType())?.Parameters ?? [])
        {
            foreach (var part in parameter.Converter.ComponentsOf(parameter.ValueOf(component)))
            {
                sum += Of(part, classes);
            }
        }

        return sum;
    }

    /// <summary>A number of bytes as a message shows it, such as <c>1.5 GiB</c>.</summary>
    public static string Show(double bytes)
    {
        var unit = 0;
        while (bytes >= 1024 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes >= 1024
            ? "more than 1024 PiB"
            : string.Create(CultureInfo.InvariantCulture, $"{(bytes >= 100 ? Math.Round(bytes) : Math.Round(bytes, 1))} {Units[unit]}");
    }

    private static double OfSteps(Pipeline pipeline, int classes)
    {
        var sum = pipeline.Last is { } last ? Of(last, classes) : 0;
        foreach (var transformer in pipeline.Transformers)
        {
            sum += Of(transformer, classes);
        }

        return sum;
    }
}
