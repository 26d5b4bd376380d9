namespace OnlineMl.Serving;

/// <summary>A prediction that waits for its label.</summary>
/// <param name="identifier">What it is remembered under.</param>
/// <param name="features">The features of the example as JSON.</param>
/// <param name="shown">The prediction as the caller got it, as JSON.</param>
/// <param name="inFull">The prediction with all its probabilities as JSON; the same array as <paramref name="shown"/> where they do not differ.</param>
/// <param name="time">When it was made, in milliseconds since 1970.</param>
/// <param name="number">Counts the predictions of the model.</param>
internal sealed class RememberedPrediction(string identifier, byte[] features, byte[] shown, byte[] inFull, long time, long number)
{
    public string Identifier => identifier;

    public byte[] Features => features;

    public byte[] Shown => shown;

    public byte[] InFull => inFull;

    public long Time => time;

    public long Number => number;

    /// <summary>About how many bytes of memory it takes.</summary>
    public int Size => 200 + (2 * identifier.Length) + features.Length + shown.Length + (ReferenceEquals(shown, inFull) ? 0 : inFull.Length);

    /// <summary>Whether it was labelled, learned, replaced or forgotten.</summary>
    public bool IsGone { get; set; }
}
