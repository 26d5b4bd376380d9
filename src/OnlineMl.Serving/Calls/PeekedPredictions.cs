using System.Buffers;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Calls;

/// <summary>Predictions of one model that leave no trace in its log.</summary>
internal sealed class PeekedPredictions(ModelEntry entry, ServingContext context)
{
    /// <summary>When the model was last asked, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; }

    /// <summary>Asks the model.</summary>
    /// <param name="state">The model.</param>
    /// <param name="call">The call.</param>
    /// <param name="prediction">Receives the prediction.</param>
    /// <param name="start">When the call came, as a timestamp of the clock.</param>
    /// <returns>False when the model is no longer in memory.</returns>
    /// <exception cref="Contracts.OnlineMlException">The call is refused.</exception>
    public bool TryAnswer(ModelState state, in ModelCall call, IBufferWriter<byte> prediction, long start)
    {
        PublishedEvent? published = null;
        TimeSpan duration;
        lock (state.StateLock)
        {
            if (state.IsClosed)
            {
                return false;
            }

            // The model first: what the caller's buffer throws is no fault of the model.
            var shown = Ask(state, call, ref published);
            prediction.Write(shown);
            LastUsed = context.Time.GetTimestamp();
            duration = context.Time.GetElapsedTime(start, LastUsed);
            state.PredictCalls.Add(duration);
            state.HasUnsavedCounts = true;
        }

        context.Instruments.Record(EventKind.Predict, entry.Name, duration);
        if (published is not null)
        {
            context.Events.Publish(published);
        }

        return true;
    }

    private ReadOnlySpan<byte> Ask(ModelState state, in ModelCall call, ref PublishedEvent? published)
    {
        try
        {
            return state.Peek(call.Features, call.Options, context.EventClock.Now().UtcDateTime, context.Events.IsActive, ref published);
        }
        catch (Exception e)
        {
            throw context.Refuse(entry, e);
        }
    }
}
