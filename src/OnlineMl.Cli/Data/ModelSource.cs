using System.Text.Json;
using System.Text.Json.Nodes;
using OnlineMl.Catalog;

namespace OnlineMl.Cli.Data;

/// <summary>Makes models from files and specs.</summary>
internal static class ModelSource
{
    public static Model Load(string file)
    {
        using var stream = File.OpenRead(file);
        return Model.Load(stream);
    }

    /// <param name="specOrFile">JSON, or the name of a file with JSON.</param>
    /// <param name="seed">The seed for components that are given none; null leaves them as they are.</param>
    /// <param name="learnDuringPredict">Whether transformers learn when the model predicts.</param>
    public static Func<Model> FromSpec(string specOrFile, int? seed, bool learnDuringPredict)
    {
        var spec = TextOf(specOrFile);
        var options = new SpecOptions { LearnDuringPredict = learnDuringPredict };
        if (seed is { } number)
        {
            var full = JsonNode.Parse(Model.FromSpec(spec, options).ToSpec())!;
            Seed(full, number);
            spec = full.ToJsonString();
        }

        return () => Model.FromSpec(spec, options);
    }

    public static void Save(Model model, string file)
    {
        // A file that is cut short by an error must not take the place of a good one.
        var unfinished = file + ".part";
        using (var stream = File.Create(unfinished))
        {
            model.Save(stream);
        }

        File.Move(unfinished, file, overwrite: true);
    }

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
