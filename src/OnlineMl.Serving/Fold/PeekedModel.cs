namespace OnlineMl.Serving.Fold;

/// <summary>Predicts without a trace: nothing is an event, and the model stays as it is.</summary>
internal sealed class PeekedModel(string name, CallChecks checks, MeasuredModel measured)
{
    /// <summary>Predicts.</summary>
    /// <param name="features">The features as JSON.</param>
    /// <param name="options">What else the call says.</param>
    /// <param name="now">The moment of the example where the call does not say.</param>
    /// <param name="isHeard">Whether anybody wants to hear of it.</param>
    /// <param name="published">What to tell those who listen; left alone when nobody does.</param>
    /// <returns>The prediction, good until the next call.</returns>
    public ReadOnlySpan<byte> Predict(ReadOnlySpan<byte> features, ReadOnlySpan<byte> options, DateTime now, bool isHeard, ref PublishedEvent? published)
    {
        var asked = checks.ReadOptions(options);
        var x = measured.Scratch;
        checks.Fill(x, features);
        measured.SetTime(x, asked.Time, now);
        measured.Ask(x, asked.Prediction);
        var shown = measured.Show();
        if (isHeard)
        {
            published = PublishedEvent.OfCall("predict", name, features, shown, default);
        }

        if (measured.ShowFurther(asked.Prediction) is { } further)
        {
            return (byte[])[.. shown, .. further];
        }

        return shown;
    }
}
