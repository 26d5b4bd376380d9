using System.Buffers;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Calls;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>The fields of a predict, learn or label, as slices of its JSON. A field that is absent or null is empty.</summary>
internal ref struct CallBody
{
    /// <summary>The name of the model.</summary>
    public string? Model { get; set; }

    /// <summary>One JSON object.</summary>
    public ReadOnlySpan<byte> Features { get; set; }

    /// <summary><c>ground_truth</c>.</summary>
    public ReadOnlySpan<byte> GroundTruth { get; set; }

    /// <summary><c>label</c>.</summary>
    public ReadOnlySpan<byte> Label { get; set; }

    /// <summary><c>prediction</c>.</summary>
    public ReadOnlySpan<byte> Prediction { get; set; }

    /// <summary><c>t</c>.</summary>
    public ReadOnlySpan<byte> Time { get; set; }

    /// <summary><c>weight</c>.</summary>
    public ReadOnlySpan<byte> Weight { get; set; }

    /// <summary><c>horizon</c>.</summary>
    public ReadOnlySpan<byte> Horizon { get; set; }

    /// <summary><c>arms</c>.</summary>
    public ReadOnlySpan<byte> Arms { get; set; }

    /// <summary><c>explain</c>.</summary>
    public ReadOnlySpan<byte> Explain { get; set; }

    /// <summary><c>interval</c>.</summary>
    public ReadOnlySpan<byte> Interval { get; set; }

    /// <summary><c>xs</c>.</summary>
    public ReadOnlySpan<byte> FutureFeatures { get; set; }

    /// <summary><c>items</c>.</summary>
    public ReadOnlySpan<byte> Items { get; set; }

    /// <summary>What the prediction is or was remembered under.</summary>
    public string? Identifier { get; set; }

    /// <summary>The same text when the call is repeated.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>The body as a predict.</summary>
    /// <param name="keyAge">How long before it the first attempt with the same key was sent.</param>
    /// <param name="receipt">Takes down what the answer is of; null when nobody wants to know.</param>
    /// <exception cref="OnlineMlException">Something is missing.</exception>
    public readonly ModelCall ToPredict(TimeSpan keyAge = default, CallReceipt? receipt = null)
    {
        JsonText.Check("ground_truth", GroundTruth);
        JsonText.Check("label", Label);
        return new ModelCall
        {
            Model = Model ?? throw Missing("model"),
            Features = Features.IsEmpty ? throw Missing("features") : Features,
            Options = Options(default, isPredict: true),
            Identifier = Identifier,
            IdempotencyKey = IdempotencyKey,
            KeyAge = keyAge,
            Receipt = receipt,
        };
    }

    /// <summary>The body as a learn.</summary>
    /// <param name="keyAge">How long before it the first attempt with the same key was sent.</param>
    /// <param name="receipt">Takes down what the answer is of; null when nobody wants to know.</param>
    /// <exception cref="OnlineMlException">Something is missing.</exception>
    public readonly ModelCall ToLearn(TimeSpan keyAge = default, CallReceipt? receipt = null)
    {
        JsonText.Check("label", Label);
        if (Identifier is not null)
        {
            // The features of the remembered prediction are taken, and nobody reads these.
            JsonText.Check("features", Features);
        }

        return new ModelCall
        {
            Model = Model ?? throw Missing("model"),
            Features = Features,
            GroundTruth = GroundTruth,
            Prediction = Prediction,
            Options = Options(Weight),
            Identifier = Identifier,
            IdempotencyKey = IdempotencyKey,
            KeyAge = keyAge,
            Receipt = receipt,
        };
    }

    /// <summary>The body as a label.</summary>
    /// <param name="keyAge">How long before it the first attempt with the same key was sent.</param>
    /// <param name="receipt">Takes down what the answer is of; null when nobody wants to know.</param>
    /// <exception cref="OnlineMlException">Something is missing.</exception>
    public readonly ModelCall ToLabel(TimeSpan keyAge = default, CallReceipt? receipt = null)
    {
        JsonText.Check("features", Features);
        JsonText.Check("ground_truth", GroundTruth);
        return new ModelCall
        {
            Model = Model ?? throw Missing("model"),
            GroundTruth = Label.IsEmpty ? throw Missing("label") : Label,
            Options = Options(Weight),
            Identifier = Identifier ?? throw Missing("identifier"),
            IdempotencyKey = IdempotencyKey,
            KeyAge = keyAge,
            Receipt = receipt,
        };
    }

    /// <summary>What the call says beside features and targets, as one JSON object; empty when that is nothing.</summary>
    private readonly ReadOnlySpan<byte> Options(ReadOnlySpan<byte> weight, bool isPredict = false)
    {
        if (Time.IsEmpty && weight.IsEmpty && (!isPredict || !AsksMore))
        {
            return default;
        }

        var options = new ArrayBufferWriter<byte>(64);
        options.Write("{"u8);
        Append(options, "\"t\":"u8, Time);
        Append(options, "\"weight\":"u8, weight);
        if (isPredict)
        {
            Append(options, "\"horizon\":"u8, Horizon);
            Append(options, "\"arms\":"u8, Arms);
            Append(options, "\"explain\":"u8, Explain);
            Append(options, "\"interval\":"u8, Interval);
            Append(options, "\"xs\":"u8, FutureFeatures);
            Append(options, "\"items\":"u8, Items);
        }

        options.Write("}"u8);
        return options.WrittenSpan;
    }

    private readonly bool AsksMore =>
        !(Horizon.IsEmpty && Arms.IsEmpty && Explain.IsEmpty && Interval.IsEmpty && FutureFeatures.IsEmpty && Items.IsEmpty);

    private static void Append(ArrayBufferWriter<byte> options, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            options.Write(options.WrittenCount > 1 ? ","u8 : default);
            options.Write(name);
            options.Write(value);
        }
    }

    private static OnlineMlException Missing(string field) => new(RefusalKind.BadRequest, $"'{field}' is missing.");
}
