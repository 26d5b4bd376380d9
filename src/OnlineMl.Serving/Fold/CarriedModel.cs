using System.Text;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Predictions;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Fold;

/// <summary>Predicts as a copy of a model that others append to: nothing is an event before its label comes.</summary>
internal sealed class CarriedModel(ModelState state, MeasuredModel measured)
{
    /// <summary>Predicts.</summary>
    /// <param name="call">The call, with an identifier.</param>
    /// <param name="now">The moment of the call, in milliseconds since 1970.</param>
    /// <param name="isHeard">Whether anybody wants to hear of it.</param>
    /// <returns>The answer, and what its label will need; null when there is a prediction under the identifier, or was one.</returns>
    public CarriedAnswer? Predict(in ModelCall call, long now, bool isHeard)
    {
        var identifier = Encoding.UTF8.GetBytes(call.Identifier!);
        if (state.Memory.IsKnown(identifier))
        {
            return null;
        }

        var asked = state.Checks.ReadOptions(call.Options);
        var x = measured.Scratch;
        state.Checks.Fill(x, call.Features);
        measured.SetTime(x, asked.Time, now);
        measured.Ask(x, asked.Prediction);
        var answer = measured.Answer(identifier, asked.Prediction, out var inFull);
        var carried = new CarriedPrediction(now, RememberedExample.Of(call.Features, call.Options).ToArray(), inFull.IsEmpty ? answer.Prediction! : inFull.ToArray());
        return new CarriedAnswer(
            answer.Whole.Prediction!,
            carried.Write(),
            new CarriedLimits(state.Limits.Predictions, state.Limits.PredictionBytes, state.Limits.PredictionMilliseconds),
            state.Position,
            isHeard ? PublishedEvent.OfCall("predict", state.Name, call.Features, answer.Prediction, default) : null);
    }
}
