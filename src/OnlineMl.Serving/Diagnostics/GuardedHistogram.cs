using System.Diagnostics.Metrics;

namespace OnlineMl.Serving.Diagnostics;

/// <summary>A histogram whose listeners may throw.</summary>
/// <param name="instrument">The instrument.</param>
/// <param name="onFault">Receives what they throw.</param>
internal sealed class GuardedHistogram(Histogram<double> instrument, Action<Exception> onFault)
{
    public bool Enabled => instrument.Enabled;

    public void Record(double value, KeyValuePair<string, object?>? tag = null)
    {
        try
        {
            if (tag is { } given)
            {
                instrument.Record(value, given);
            }
            else
            {
                instrument.Record(value);
            }
        }
        catch (Exception e)
        {
            onFault(e);
        }
    }
}
