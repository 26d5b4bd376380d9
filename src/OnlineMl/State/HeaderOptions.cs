using OnlineMl.Features;

namespace OnlineMl.State;

/// <summary>The options in the header of a saved model as MessagePack.</summary>
internal static class HeaderOptions
{
    /// <summary>Writes what is not as usual, beside what has always been written.</summary>
    public static void Write(PackedWriter writer, ModelHeader header)
    {
        var isLimitSet = header.MaxMadeFeatures != MadeFeatures.Usual;
        var areNamesSet = header.MaxNames != NameLimit.Usual;
        writer.WriteMapHeader(1 + (header.TimeFeature is null ? 0 : 1) + (isLimitSet ? 1 : 0) + (areNamesSet ? 1 : 0) + (header.ParseNumbers ? 1 : 0));
        writer.Write("learnDuringPredict");
        writer.Write(header.LearnDuringPredict);
        if (header.TimeFeature is { } name)
        {
            writer.Write("timeFeature");
            writer.Write(name);
        }

        if (isLimitSet)
        {
            writer.Write("maxMadeFeatures");
            writer.Write(header.MaxMadeFeatures);
        }

        if (areNamesSet)
        {
            writer.Write("maxNames");
            writer.Write(header.MaxNames);
        }

        if (header.ParseNumbers)
        {
            writer.Write("parseNumbers");
            writer.Write(true);
        }
    }

    /// <summary>A header with the options and without a spec.</summary>
    /// <exception cref="StateFormatException">One of them is out of its range, or not known here, so that a newer version must have written it.</exception>
    public static ModelHeader Read(ref PackedReader reader)
    {
        var options = new ModelHeader("");
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var name = reader.ReadString();
            switch (name)
            {
                case "learnDuringPredict":
                    options = options with { LearnDuringPredict = reader.ReadBoolean() };
                    break;
                case "timeFeature":
                    options = options with { TimeFeature = CheckedName(reader.ReadString()) };
                    break;
                case "maxMadeFeatures":
                    options = options with { MaxMadeFeatures = CheckedLimit(reader.ReadInt32(), name, MadeFeatures.Largest) };
                    break;
                case "maxNames":
                    options = options with { MaxNames = CheckedLimit(reader.ReadInt32(), name, NameLimit.Largest) };
                    break;
                case "parseNumbers":
                    options = options with { ParseNumbers = reader.ReadBoolean() };
                    break;
                default:
                    throw new StateFormatException($"The saved model has the option '{name}', which this version does not know.") { IsNewer = true };
            }
        }

        return options;
    }

    private static string? CheckedName(string? name)
    {
        try
        {
            return name is null ? null : TimeFeature.Check(name);
        }
        catch (ArgumentException exception)
        {
            throw new StateFormatException($"The saved model has a 'timeFeature' that is no name: {exception.Message}", exception);
        }
    }

    private static int CheckedLimit(int limit, string name, int largest) => limit >= 1 && limit <= largest
        ? limit
        : throw new StateFormatException($"The saved model has {limit} as '{name}'; it must be between 1 and {largest}.");
}
