using System.Diagnostics.Metrics;

namespace OnlineMl.Serving.Diagnostics;

/// <summary>An instrument whose listeners may throw.</summary>
/// <param name="instrument">The instrument.</param>
/// <param name="write">How it takes a value.</param>
/// <param name="onFault">Receives what they throw.</param>
internal sealed class GuardedInstrument<T>(Instrument<T> instrument, GuardedInstrument<T>.Writer write, Action<Exception> onFault)
    where T : struct
{
    public delegate void Writer(T value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    public bool Enabled => instrument.Enabled;

    public void Record(T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!instrument.Enabled)
        {
            return;
        }

        try
        {
            write(value, tags);
        }
        catch (Exception e)
        {
            onFault(e);
        }
    }
}
