using System.Diagnostics.Metrics;

namespace OnlineMl.Serving.Diagnostics;

/// <summary>An up-and-down counter whose listeners may throw.</summary>
/// <param name="instrument">The instrument.</param>
/// <param name="onFault">Receives what they throw.</param>
internal sealed class GuardedUpDownCounter(UpDownCounter<long> instrument, Action<Exception> onFault)
{
    public void Add(long value, KeyValuePair<string, object?>? tag = null)
    {
        try
        {
            if (tag is { } given)
            {
                instrument.Add(value, given);
            }
            else
            {
                instrument.Add(value);
            }
        }
        catch (Exception e)
        {
            onFault(e);
        }
    }
}
