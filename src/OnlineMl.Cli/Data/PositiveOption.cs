using System.CommandLine;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Cli.Data;

/// <summary>The option that says which of the two values of the target is the positive class.</summary>
internal sealed class PositiveOption
{
    private readonly Option<string?> _positive = new("--positive") { Description = "Which of the two values of the target is the positive class; by default the one that sorts behind." };

    public PositiveOption(Command command) => command.Add(_positive);

    /// <summary>Declares the classes of the model, if the option is given.</summary>
    /// <returns>The model anew.</returns>
    public Model Apply(ParseResult parsed, ModelSource source, Model model, DataSource data)
    {
        if (parsed.GetValue(_positive) is not { } positive)
        {
            return model;
        }

        if (source.Spec is null)
        {
            throw new UsageException("--positive is for a new model; a saved one has its classes.");
        }

        if (model.Task.TargetType is TargetType.Number || !model.Task.NeedsTarget)
        {
            throw new UsageException($"--positive is for classes; the model does {model.Task.Name}.");
        }

        var (first, second) = data.Peek(FirstTwo);
        if (!first.IsNone && !second.IsNone)
        {
            var isFirst = IsCalled(first, positive);
            if (isFirst || IsCalled(second, positive))
            {
                source.Declare(isFirst ? second : first, isFirst ? first : second);
                return source.Make();
            }
        }

        if (first.IsNone)
        {
            data.ExpectExamples(0, long.MaxValue);
        }

        throw new UsageException($"--positive is '{positive}'; the target has {(first.IsNone ? "no value" : second.IsNone ? $"only '{first}'" : $"'{first}' and '{second}'")}.");
    }

    private static bool IsCalled(Label label, string name) => label == new Label(name) || string.Equals(label.ToString(), name, StringComparison.OrdinalIgnoreCase);

    private static (Label First, Label Second) FirstTwo(IExampleReader reader)
    {
        var x = new FeatureVector();
        Label first = default;
        while (reader.TryRead(x, out var target))
        {
            if (first.IsNone)
            {
                first = target.Label;
            }
            else if (!target.Label.IsNone && target.Label != first)
            {
                return (first, target.Label);
            }
        }

        return (first, default);
    }
}
