using System.Text.Json.Nodes;
using OnlineMl.Datasets;
using OnlineMl.State;

namespace OnlineMl.Cli.Data;

/// <summary>What a model file has in it.</summary>
internal sealed class ModelSummary
{
    private ModelSummary(Model model, ModelFile file, long bytes)
    {
        Bytes = bytes;
        Spec = JsonNode.Parse(model.ToSpec())!;
        Task = model.Task.Name;
        Classes = [.. model.Labels.ToArray().Select(label => label.ToString())];
        Features = [.. Enumerable.Range(0, model.Features.Count).Select(model.Features.NameOf)];
        TimeColumn = model.TimeFeature;
        LearnDuringPredict = model.LearnDuringPredict;
        MemoryBytes = model.MemorySize();
        StateHash = model.StateHash();
        var columns = new ColumnSchema();
        if (file.TryFill(ColumnSchema.PartName, columns))
        {
            Target = columns.Target;
            Columns = ColumnsOf(columns);
        }

        var training = new TrainingRecord();
        if (ServedRecord.Of(file, model) is { } served)
        {
            (Events, Metrics) = (served.Position, served.Metrics);
        }
        else if (file.TryFill(TrainingRecord.PartName, training))
        {
            (Examples, Metrics) = (training.Examples, training.Metrics);
        }
    }

    /// <summary>The size of the file.</summary>
    public long Bytes { get; }

    public JsonNode Spec { get; }

    /// <summary>What the model does.</summary>
    public string Task { get; }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>The names that the model has met.</summary>
    public IReadOnlyList<string> Features { get; }

    public string? TimeColumn { get; }

    public bool LearnDuringPredict { get; }

    /// <summary>About how much memory it takes.</summary>
    public long MemoryBytes { get; }

    /// <summary>The same for models that answer everything alike.</summary>
    public string StateHash { get; }

    public string? Target { get; }

    /// <summary>The columns of the data that it learned from, with their kinds; empty when the file does not say.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How many examples the tool taught it; null when the file does not say.</summary>
    public long? Examples { get; }

    /// <summary>How many events it had where it was served; null when it was not.</summary>
    public long? Events { get; }

    public IReadOnlyDictionary<string, double> Metrics { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <param name="path">The file; <c>-</c> is standard input.</param>
    public static ModelSummary Read(string path)
    {
        try
        {
            var bytes = path == "-" ? ReadInput() : File.ReadAllBytes(path);
            var file = ModelFile.Read(bytes);
            return new ModelSummary(Model.Load(file), file, bytes.Length);
        }
        catch (StateFormatException e)
        {
            throw new StateFormatException($"{(path == "-" ? "Standard input" : $"'{path}'")} cannot be read. {e.Message}", e);
        }
    }

    private static byte[] ReadInput()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Dictionary<string, string> ColumnsOf(ColumnSchema schema)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(schema.Numbers, "number");
        Add(schema.Categories, "category");
        Add(schema.Text, "text");
        Add(schema.Times.Select(time => time.Column), "time");
        Add(schema.Ignored, "ignored");
        return columns;

        void Add(IEnumerable<string> names, string kind)
        {
            foreach (var name in names)
            {
                columns.TryAdd(name, kind);
            }
        }
    }
}
