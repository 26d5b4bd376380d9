using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Responses;

/// <summary>Writes answers, each with its length and in one piece.</summary>
internal static class JsonResponse
{
    // What names and generated identifiers are made of, and what needs no look for escapes.
    private static readonly SearchValues<char> Plain = SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // The answers are read as JSON only, so quotes and other scripts need no escapes.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Buffers for answers, in which they are put together.</summary>
    public static ObjectPool<ArrayBufferWriter<byte>> Buffers { get; } = new DefaultObjectPool<ArrayBufferWriter<byte>>(new BufferPolicy(), 1024);

    /// <summary>Answers with a record.</summary>
    public static async Task WriteAsync<T>(HttpResponse response, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var buffer = Buffers.Get();
        try
        {
            using (var writer = new Utf8JsonWriter(buffer, Readable))
            {
                JsonSerializer.Serialize(writer, value, type);
            }

            Write(response, buffer.WrittenSpan, status);
            await response.BodyWriter.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            Buffers.Return(buffer);
        }
    }

    /// <summary>Answers with what is already written. It is sent when the request ends.</summary>
    public static void Write(HttpResponse response, ReadOnlySpan<byte> body, int status = StatusCodes.Status200OK, string type = WireFormats.Json)
    {
        response.StatusCode = status;
        response.ContentType = type;
        AddSecurityHeaders(response);
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    /// <summary>Says that an answer is what its content type says and, where a browser may keep or show it, that it must not.</summary>
    public static void AddSecurityHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsGet(response.HttpContext.Request.Method))
        {
            headers.CacheControl = "no-store";
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        }
    }

    /// <summary>Says of how many events of its model an answer is, where that is known.</summary>
    public static void AddPosition(HttpResponse response, long? position)
    {
        if (position is { } known)
        {
            response.Headers[WireHeaders.Position] = known.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Appends a JSON text.</summary>
    public static void WriteText(IBufferWriter<byte> output, string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            output.Write("\""u8);
            Encoding.ASCII.GetBytes(text, output);
            output.Write("\""u8);
            return;
        }

        using var writer = new Utf8JsonWriter(output, Readable);
        writer.WriteStringValue(text);
    }

    private sealed class BufferPolicy : PooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        private const int MostBytesKept = 64 * 1024;

        public override ArrayBufferWriter<byte> Create() => new(512);

        public override bool Return(ArrayBufferWriter<byte> buffer)
        {
            buffer.ResetWrittenCount();
            return buffer.Capacity <= MostBytesKept;
        }
    }
}
