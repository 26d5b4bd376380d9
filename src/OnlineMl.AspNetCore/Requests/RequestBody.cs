using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Reads the bodies of requests where the server received them.</summary>
internal static class RequestBody
{
    // Below it no server refuses a body on its own.
    private const long SurelyAllowed = 1 << 20;

    /// <summary>Waits for the whole body. Whoever calls must advance the reader to its end.</summary>
    /// <exception cref="OnlineMlException">The body is larger than allowed, or compressed.</exception>
    public static ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpRequest request, int mostBytes, string limit = nameof(OnlineMlEndpointOptions.MaxBodyBytes))
    {
        CheckEncoding(request);
        if (request.ContentLength is not <= SurelyAllowed)
        {
            AllowAnySize(request.HttpContext);
        }

        if (request.ContentLength > mostBytes)
        {
            throw TooLarge(mostBytes, limit);
        }

        var reader = request.BodyReader;
        if (reader.TryRead(out var result))
        {
            if (result.IsCompleted && result.Buffer.Length <= mostBytes)
            {
                return new ValueTask<ReadOnlySequence<byte>>(result.Buffer);
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.Start);
        }

        return ReadRestAsync(request, mostBytes, limit);
    }

    /// <summary>The whole body as one array.</summary>
    /// <exception cref="OnlineMlException">The body is larger than allowed, or compressed.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, int mostBytes, string limit = nameof(OnlineMlEndpointOptions.MaxBodyBytes))
    {
        var body = await ReadAsync(request, mostBytes, limit).ConfigureAwait(false);
        var bytes = body.ToArray();
        request.BodyReader.AdvanceTo(body.End);
        return bytes;
    }

    /// <summary>Refuses a body that is compressed; nothing here reads one.</summary>
    /// <exception cref="OnlineMlException">It is encoded.</exception>
    public static void CheckEncoding(HttpRequest request)
    {
        var encodings = request.Headers.ContentEncoding;
        if (encodings.Count > 0 && !string.Equals(encodings, "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new OnlineMlException(
                RefusalKind.UnsupportedFormat, $"A body with the Content-Encoding '{encodings}' is not read; send it as it is, without compression.");
        }
    }

    /// <summary>Lifts the server's own limits from a request that is long, or waits for its sender.</summary>
    public static void AllowAnySize(HttpContext context, bool isSlow = false)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (isSlow && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadRestAsync(HttpRequest request, int mostBytes, string limit)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync().ConfigureAwait(false);
            if (result.Buffer.Length > mostBytes)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLarge(mostBytes, limit);
            }

            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Why a body that is too large is refused.</summary>
    public static OnlineMlException TooLarge(int mostBytes, string limit) =>
        new(RefusalKind.TooLarge, $"The body is larger than {mostBytes} bytes.") { Limit = limit };
}
