using System.Globalization;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>How many streams of events there are, over all groups of endpoints.</summary>
internal sealed class OpenStreams(IOptions<OnlineMlStreamOptions> options)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private readonly int _max = options.Value.MaxStreams;
    private int _open;

    /// <summary>Counts one more, until what is returned is disposed.</summary>
    /// <exception cref="OnlineMlException">It is one too many.</exception>
    public IDisposable Open()
    {
        if (Interlocked.Increment(ref _open) <= _max)
        {
            return new OpenStream(this);
        }

        Interlocked.Decrement(ref _open);
        throw new OnlineMlException(
            RefusalKind.Unavailable, string.Create(CultureInfo.InvariantCulture, $"There are {_max} streams already, as many as MaxStreams allows."))
        {
            RetryAfter = Wait,
            Limit = nameof(OnlineMlStreamOptions.MaxStreams),
        };
    }

    private sealed class OpenStream(OpenStreams streams) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref streams._open);
    }
}
