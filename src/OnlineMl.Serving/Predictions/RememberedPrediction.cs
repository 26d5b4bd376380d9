namespace OnlineMl.Serving.Predictions;

/// <summary>A prediction that waits for its label. What it gives is good until the memory changes.</summary>
/// <param name="predictions">Where it is remembered.</param>
/// <param name="entry">Its number there.</param>
internal readonly struct RememberedPrediction(OrderedByteTable<RememberedPrediction.Facts> predictions, int entry)
{
    public int Entry => entry;

    /// <summary>When it was made, in milliseconds since 1970.</summary>
    public long Time => predictions[entry].Time;

    /// <summary>The features of the example as JSON, with the options of the call where it had some; see <see cref="RememberedExample"/>.</summary>
    public ReadOnlySpan<byte> Features => predictions.Bytes(entry)[..predictions[entry].Features];

    /// <summary>The prediction as the caller got it, as JSON.</summary>
    public ReadOnlySpan<byte> Shown => predictions.Bytes(entry).Slice(predictions[entry].Features, predictions[entry].Shown);

    /// <summary>The prediction with all its probabilities as JSON.</summary>
    public ReadOnlySpan<byte> InFull
    {
        get
        {
            var full = predictions.Bytes(entry)[(predictions[entry].Features + predictions[entry].Shown)..];
            return full.IsEmpty ? Shown : full;
        }
    }

    /// <summary>What is known of a prediction beside its bytes, which are its features, the shown form and, where it differs, the full form.</summary>
    /// <param name="Time">When it was made, in milliseconds since 1970.</param>
    /// <param name="Number">Counts the predictions of the model.</param>
    /// <param name="Features">How many bytes the features take.</param>
    /// <param name="Shown">How many bytes the shown form takes.</param>
    internal readonly record struct Facts(long Time, long Number, int Features, int Shown);
}
