using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>Reads request bodies.</summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The body as a JSON object.</summary>
    /// <exception cref="OnlineMlException">The body is no JSON object.</exception>
    public static async Task<JsonElement> ReadObjectAsync(HttpRequest request)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted).ConfigureAwait(false);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new OnlineMlException(RefusalKind.BadRequest, "The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"The body is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>The whole body.</summary>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return buffer.ToArray();
    }

    /// <summary>A field that must be a text.</summary>
    public static string RequiredText(JsonElement body, string field) =>
        OptionalText(body, field) ?? throw new OnlineMlException(RefusalKind.BadRequest, $"'{field}' is missing.");

    /// <summary>A field that is a text or absent; JSON's null counts as absent.</summary>
    public static string? OptionalText(JsonElement body, string field) =>
        Optional(body, field) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new OnlineMlException(RefusalKind.BadRequest, $"'{field}' must be a text.");

    /// <summary>A field of any kind, or null when it is absent or JSON's null.</summary>
    public static JsonElement? Optional(JsonElement body, string field) =>
        body.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The field <c>features</c>.</summary>
    public static JsonElement RequiredFeatures(JsonElement body) =>
        OptionalFeatures(body) is { ValueKind: JsonValueKind.Object } features
            ? features
            : throw new OnlineMlException(RefusalKind.BadRequest, "'features' is missing.");

    /// <summary>The field <c>features</c>, undefined when it is absent.</summary>
    public static JsonElement OptionalFeatures(JsonElement body) =>
        Optional(body, "features") is not { } features ? default
        : features.ValueKind == JsonValueKind.Object ? features
        : throw new OnlineMlException(RefusalKind.BadRequest, "'features' must be an object of names and values.");

    /// <summary>The name of the model, from the query or else from a JSON body; a GET may carry one.</summary>
    public static async Task<string> ModelNameAsync(HttpRequest request)
    {
        if (request.Query.TryGetValue("model", out var values) && values is [{ Length: > 0 } name])
        {
            return name;
        }

        if (request.ContentLength is null or 0 && !request.Headers.TransferEncoding.ToString().Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "'model' is missing.");
        }

        return RequiredText(await ReadObjectAsync(request).ConfigureAwait(false), "model");
    }
}
