using OnlineMl.Numerics;

namespace OnlineMl.Serving.Mixing;

/// <summary>The shares of a model: which of them takes a call.</summary>
/// <remarks>A call with a key or an identifier has one share for good, so that a repetition, and the label of a prediction, find what was there before, on
/// whatever server they arrive. Other calls go to a share whose calls are done on this server, where there is one.</remarks>
internal sealed class ModelShares(string model, int count)
{
    private static readonly ulong Seed = 0x6d69786564;

    private int _next;

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, count).Select(share => ModelNames.OfShare(model, share, count))];

    /// <summary>The share that a key or identifier belongs to.</summary>
    public string Of(string text) => Names[(int)(NameHash.Of(text, Seed) % (ulong)count)];

    /// <summary>A share for a call that any may take.</summary>
    /// <param name="isHere">Whether the calls of a share are done on this server.</param>
    public string Any(Func<string, bool> isHere)
    {
        var first = (int)((uint)Interlocked.Increment(ref _next) % (uint)count);
        for (var i = 0; i < count; i++)
        {
            if (isHere(Names[(first + i) % count]))
            {
                return Names[(first + i) % count];
            }
        }

        return Names[first];
    }
}
