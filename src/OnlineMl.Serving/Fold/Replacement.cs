using System.Buffers;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>What the event says that puts another model into the place of the served one, beside the model.</summary>
/// <param name="HasLearned">Whether the other model has learned, so that its first answers are measured.</param>
/// <param name="Behind">The position that the event before it must have, because the model has learned all events up to there and no further; null for
/// any.</param>
internal sealed record Replacement(bool HasLearned, long? Behind = null)
{
    private const string LearnedMember = "has_learned";
    private const string BehindMember = "behind";

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="StateFormatException">It is something else.</exception>
    public static Replacement Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var read = new Replacement(false);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                read = name switch
                {
                    LearnedMember => read with { HasLearned = reader.GetBoolean() },
                    BehindMember => read with { Behind = reader.GetInt64() },
                    _ => throw new StateFormatException($"The event with a model has the unknown member '{name}'."),
                };
            }

            return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new StateFormatException("The event with a model does not say what it is.", e);
        }
    }

    /// <summary>Reads the model of an event.</summary>
    /// <exception cref="StateFormatException">It is no model, a damaged one, or of components that the catalog does not know.</exception>
    public static Model ReadModel(in EventRecord record, ComponentCatalog catalog)
    {
        Read(record.Options);
        try
        {
            // What is in the log was taken, whatever the limits are by now.
            return Model.Load(ModelFile.Read(record.ModelFile.ToArray()), catalog, SpecOptions.Unlimited);
        }
        catch (SpecException e)
        {
            throw new StateFormatException($"The model of the event is not understood: {e.Message}", e);
        }
    }

    /// <summary>What it says as the options of an event, a JSON object.</summary>
    public byte[] Write()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteBoolean(LearnedMember, HasLearned);
            if (Behind is { } position)
            {
                writer.WriteNumber(BehindMember, position);
            }

            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    /// <summary>Refuses a model that cannot go on for a served one, so that it is told before the event is stored, and at the event where that has
    /// changed since.</summary>
    /// <param name="state">The served one.</param>
    /// <param name="successor">The other model.</param>
    /// <param name="position">The position of the event before.</param>
    /// <exception cref="OnlineMlException">It does something else, or cannot be measured by the same metrics.</exception>
    /// <exception cref="ArgumentException">It may not have a class that the served one knows.</exception>
    public void Check(ModelState state, Model successor, long position)
    {
        if (state.Mixing is not null)
        {
            throw Refuse($"The model '{state.Name}' is learned in shares and cannot be replaced; delete it and create it anew.");
        }

        var flavor = state.Header.Flavor;
        Flavors.Check(flavor, successor.Task);
        if (successor.Task.Name != state.Model.Task.Name)
        {
            throw Refuse($"The model '{state.Name}' does {state.Model.Task.Name}, and the one that is to take its place does {successor.Task.Name}.");
        }

        if (successor.Task.IsMeasuredByModel && successor.Centers is null && state.Metrics.Count > 0)
        {
            throw Refuse($"The metric {state.Metrics[0].Name} of the model '{state.Name}' does not fit the one that is to take its place.");
        }

        if (successor.Vocabulary is { } vocabulary)
        {
            new LabelSuccession(state.Model.Vocabulary!, vocabulary).Check(flavor == Flavor.Binary);
        }

        if (Behind is { } last && last != position)
        {
            throw Refuse(OtherPosition);
        }
    }

    /// <summary>Why a model that has learned from the log is not taken: there are further events by now.</summary>
    public const string OtherPosition = "The model has learned other events by now.";

    private static OnlineMlException Refuse(string reason) => new(RefusalKind.BadRequest, reason);
}
