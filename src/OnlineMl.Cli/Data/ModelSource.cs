using System.Text.Json;
using System.Text.Json.Nodes;
using OnlineMl.Catalog;
using OnlineMl.Datasets;
using OnlineMl.State;

namespace OnlineMl.Cli.Data;

/// <summary>Where a model comes from: a saved one or a spec.</summary>
internal sealed class ModelSource
{
    private readonly Func<Model> _make;
    private Label[] _labels = [];

    private ModelSource(Func<Model> make) => _make = make;

    /// <summary>What is known of the columns of the data that the model learned from; null when nothing is.</summary>
    public ColumnSchema? Columns { get; private init; }

    /// <summary>How many examples a saved model has learned, as far as its file says.</summary>
    public long Examples { get; private init; }

    /// <summary>The spec as it was given; null for a saved model.</summary>
    public string? Spec { get; private init; }

    /// <param name="file">A saved model.</param>
    /// <param name="take">Says what the model takes otherwise than it is saved; null when nothing.</param>
    public static ModelSource FromFile(string file, Action<Model>? take = null)
    {
        var saved = ModelFile.Read(File.ReadAllBytes(file));
        var columns = new ColumnSchema();
        Model Load()
        {
            var model = Model.Load(saved);
            take?.Invoke(model);
            return model;
        }

        var training = new TrainingRecord();
        saved.TryFill(TrainingRecord.PartName, training);
        return new ModelSource(Load) { Columns = saved.TryFill(ColumnSchema.PartName, columns) ? columns : null, Examples = training.Examples };
    }

    /// <param name="specOrFile">JSON, or the name of a file with JSON.</param>
    /// <param name="seed">The seed for components that are given none; null leaves them as they are.</param>
    /// <param name="options">How the model is built.</param>
    public static ModelSource FromSpec(string specOrFile, int? seed, SpecOptions options)
    {
        var given = TextOf(specOrFile);
        var spec = given;
        if (seed is { } number)
        {
            var full = JsonNode.Parse(Model.FromSpec(spec, options).ToSpec())!;
            Seed(full, number);
            spec = full.ToJsonString();
        }

        return new ModelSource(() => Model.FromSpec(spec, options)) { Spec = given };
    }

    public static void Save(Model model, ColumnSchema? columns, TrainingRecord training, string file) => Save(
        stream => model.Save(stream, [(TrainingRecord.PartName, training), .. columns is null ? ((string, IStateful)[])[] : [(ColumnSchema.PartName, columns)]]), file);

    public static void Save(Action<Stream> write, string file)
    {
        // A file that is cut short by an error must not take the place of a good one.
        var unfinished = file + ".part";
        using (var stream = File.Create(unfinished))
        {
            write(stream);
        }

        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>The model anew, as the file or the spec has it.</summary>
    public Model Make()
    {
        var model = _make();
        if (_labels.Length > 0)
        {
            model.DeclareLabels(_labels);
        }

        return model;
    }

    /// <summary>Fixes the two classes of the model.</summary>
    public void Declare(Label negative, Label positive) => _labels = [negative, positive];

    private static string TextOf(string specOrFile)
    {
        var text = specOrFile.AsSpan().TrimStart();
        if (text is ['{' or '[' or '"', ..])
        {
            return specOrFile;
        }

        if (File.Exists(specOrFile))
        {
            return File.ReadAllText(specOrFile);
        }

        // A bare name of a component needs no quotes.
        return specOrFile.All(char.IsAsciiLetterOrDigit)
            ? JsonSerializer.Serialize(specOrFile, SpecText.Default.String)
            : throw new FileNotFoundException($"There is no file '{specOrFile}'.");
    }

    private static void Seed(JsonNode? node, int seed)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Seed(item, seed);
                }

                break;
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (value is null && name == "seed")
                    {
                        members[name] = seed;
                    }

                    Seed(value, seed);
                }

                break;
        }
    }
}
