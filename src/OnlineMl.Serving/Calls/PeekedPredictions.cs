using System.Buffers;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Calls;

/// <summary>Predictions of one model that leave no trace in its log.</summary>
internal sealed class PeekedPredictions(ModelEntry entry, ServingContext context)
{
    /// <summary>When the model was last asked, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; }

    /// <summary>Asks the model, whose state the caller uses.</summary>
    /// <param name="state">The model.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives the prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <returns>What there is to <see cref="Tell"/> when the state is free again.</returns>
    /// <exception cref="Contracts.OnlineMlException">The call is refused.</exception>
    public PeekedPrediction Answer(ModelState state, in ModelCall call, IBufferWriter<byte> prediction, long start)
    {
        // The model first: what the caller's buffer throws is no fault of the model.
        PublishedEvent? published = null;
        var shown = Ask(state, call, start, ref published);
        prediction.Write(shown);
        call.Receipt?.Position = state.Position;
        LastUsed = context.Time.GetTimestamp();
        var duration = context.Time.GetElapsedTime(start, LastUsed);
        state.CountUntraced(duration);
        return new PeekedPrediction(duration, published);
    }

    /// <summary>Asks a copy of the model, whose state the caller uses, and says what is to be remembered of it.</summary>
    /// <returns>The answer, to <see cref="Tell"/> of once it is remembered; null when the model knows of a prediction under the identifier, which only
    /// an event replaces.</returns>
    /// <exception cref="Contracts.OnlineMlException">The call is refused.</exception>
    public CarriedAnswer? Carry(ModelState state, in ModelCall call, long start)
    {
        CarriedAnswer? answer;
        try
        {
            answer = state.Carried.Predict(call, context.EventClock.At(start).ToUnixTimeMilliseconds(), context.Events.IsActive);
        }
        catch (Exception e)
        {
            throw context.Refuse(entry, e);
        }

        LastUsed = context.Time.GetTimestamp();
        if (answer is null)
        {
            return null;
        }

        var duration = context.Time.GetElapsedTime(start, LastUsed);
        state.CountUntraced(duration);
        return answer with { Duration = duration };
    }

    /// <summary>Tells listeners and instruments of a prediction.</summary>
    public void Tell(in PeekedPrediction peeked)
    {
        context.Instruments.Record(EventKind.Predict, entry.Name, peeked.Duration);
        if (peeked.Published is not null)
        {
            context.Events.Publish(peeked.Published);
        }
    }

    private ReadOnlySpan<byte> Ask(ModelState state, in ModelCall call, long start, ref PublishedEvent? published)
    {
        try
        {
            return state.Peeked.Predict(call.Features, call.Options, context.EventClock.At(start).UtcDateTime, context.Events.IsActive, ref published);
        }
        catch (Exception e)
        {
            throw context.Refuse(entry, e);
        }
    }
}
