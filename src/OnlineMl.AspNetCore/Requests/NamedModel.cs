using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Finds the name of a model in a request.</summary>
internal static class NamedModel
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The name in the path.</summary>
    /// <exception cref="OnlineMlException">The caller may not use it.</exception>
    public static string InPath(HttpRequest request) => Checked(request, (string)request.RouteValues["name"]!);

    /// <summary>The name in the query or else in a JSON body; a GET may carry one.</summary>
    /// <exception cref="OnlineMlException">There is none.</exception>
    public static async Task<string> InQueryOrBodyAsync(HttpRequest request, int mostBytes)
    {
        if (RequestQuery.Single(request, "model") is { } name)
        {
            return Checked(request, name);
        }

        var bytes = await RequestBody.ReadBytesAsync(request, mostBytes).ConfigureAwait(false);
        if (bytes.Length == 0)
        {
            throw Refuse("'model' is missing.");
        }

        try
        {
            using var body = JsonDocument.Parse(bytes.AsMemory(JsonScanner.MarkLength(bytes)), Strict);
            return Checked(request, NameIn(body.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse($"The body is not valid JSON: {e.Message}");
        }
    }

    /// <summary>The name in a form, in the query or in a JSON body.</summary>
    /// <exception cref="OnlineMlException">There is none.</exception>
    public static async Task<string> InFormAsync(HttpRequest request, int mostBytes)
    {
        if (!request.HasFormContentType)
        {
            return await InQueryOrBodyAsync(request, mostBytes).ConfigureAwait(false);
        }

        RequestBody.CheckEncoding(request);
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            return Checked(request, RequestQuery.Single(form["model"], "model") ?? RequestQuery.Single(request, "model") ?? throw Refuse("'model' is missing."));
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or (IOException and not BadHttpRequestException))
        {
            throw Refuse($"The form is not valid: {e.Message}");
        }
    }

    private static string Checked(HttpRequest request, string name)
    {
        Caller.Check(request.HttpContext, name);
        return name;
    }

    private static string NameIn(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Refuse("The body must be a JSON object.");
        }

        if (!body.TryGetProperty("model", out var model) || model.ValueKind == JsonValueKind.Null)
        {
            throw Refuse("'model' is missing.");
        }

        return model.ValueKind == JsonValueKind.String ? model.GetString()! : throw Refuse("'model' must be a text.");
    }

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
