using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using OnlineMl.Client.Packing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Whether a request speaks MessagePack, and wants to be answered in it.</summary>
internal static class FormatNegotiation
{
    private static readonly string[] Names = [WireFormats.MessagePack, "application/msgpack", "application/vnd.msgpack"];

    /// <summary>Whether the body is MessagePack; everything else is taken for JSON.</summary>
    public static bool IsPacked(HttpRequest request) => request.ContentType is { } type && IsMessagePack(type);

    /// <summary>Whether the answer is to be MessagePack: when it is preferred to JSON, or the body is and nothing else is said.</summary>
    public static bool WantsPacked(HttpRequest request)
    {
        var accepted = request.Headers.Accept;
        if (accepted.Count == 0 || (accepted.Count == 1 && accepted[0] == "*/*"))
        {
            return IsPacked(request);
        }

        var isNamed = false;
        foreach (var value in accepted)
        {
            isNamed |= value is not null && value.Contains("msgpack", StringComparison.OrdinalIgnoreCase);
        }

        // Most clients name JSON alone.
        return isNamed && MediaTypeHeaderValue.TryParseList(accepted, out var types) && QualityOf(types, IsMessagePack) is > 0 and var quality
            && quality >= QualityOf(types, static type => type is WireFormats.Json or WireFormats.JsonLines);
    }

    /// <summary>Writes the JSON that says what a MessagePack value says.</summary>
    /// <param name="packed">The value.</param>
    /// <param name="json">Receives it; empty before.</param>
    /// <param name="maxBytes">How long it may be as JSON.</param>
    /// <exception cref="OnlineMlException">It is none, or not one alone, or too long.</exception>
    public static void Translate(in ReadOnlySequence<byte> packed, ArrayBufferWriter<byte> json, int maxBytes)
    {
        try
        {
            var length = MessagePackToJson.Write(packed, json, maxBytes);
            if (length < packed.Length)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"more comes behind the value, which ends at byte {length} of {packed.Length}."));
            }
        }
        catch (FormatException e)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The body is not valid MessagePack: {e.Message}", e);
        }
        catch (InternalBufferOverflowException e)
        {
            throw new OnlineMlException(RefusalKind.TooLarge, $"The body is larger than {maxBytes} bytes as JSON.", e) { Limit = nameof(OnlineMlEndpointOptions.MaxBodyBytes) };
        }

        if (json.WrittenSpan[0] != '{')
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "The body must be a MessagePack map.");
        }
    }

    private static bool IsMessagePack(string type)
    {
        // Of nearly every request.
        if (type == WireFormats.Json)
        {
            return false;
        }

        foreach (var name in Names)
        {
            if (type.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (type.Length == name.Length || type[name.Length] is ';' or ' '))
            {
                return true;
            }
        }

        return false;
    }

    private static double QualityOf(IList<MediaTypeHeaderValue> types, Func<string, bool> isMeant) =>
        types.Where(type => isMeant(type.MediaType.Value!.ToLowerInvariant())).Select(type => type.Quality ?? 1).DefaultIfEmpty(0).Max();
}
