using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>Creating, listing, describing, downloading and deleting models.</summary>
internal static class ModelEndpoints
{
    private const string PickleMessage =
        "The body is a Python pickle, which is not read because it can run code. Send the model as a JSON spec instead, " +
        "such as [\"StandardScaler\", {\"LinearRegression\": {\"intercept_lr\": 0.1}}], or a file that the download endpoint gave.";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/models", ListAsync).WithName("models");
        group.MapPost("/model/{flavor}", (HttpContext context, IOnlineMlClient client, string flavor) => CreateAsync(context, client, flavor, null))
            .WithName("model_create");
        group.MapPost("/model/{flavor}/{name}", CreateAsync).WithName("model_create_named");
        group.MapGet("/model", async (HttpContext context, IOnlineMlClient client) =>
            await DescribeAsync(context, client, await RequestBody.ModelNameAsync(context.Request).ConfigureAwait(false)).ConfigureAwait(false))
            .WithName("model_query");
        group.MapGet("/model/{name}", DescribeAsync).WithName("model");
        group.MapGet("/model/download/{name}", DownloadAsync).WithName("model_download");
        group.MapDelete("/model", async (HttpContext context, IOnlineMlClient client) =>
            await DeleteAsync(context, client, await DeletedNameAsync(context.Request).ConfigureAwait(false)).ConfigureAwait(false))
            .WithName("model_delete");
        group.MapDelete("/model/{name}", DeleteAsync).WithName("model_delete_named");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IOnlineMlClient client) =>
        Answer.Json(new ModelList(await client.GetModelsAsync(context.RequestAborted).ConfigureAwait(false)), OnlineMlJsonContext.Default.ModelList);

    private static async Task<IResult> CreateAsync(HttpContext context, IOnlineMlClient client, string flavor, string? name)
    {
        var body = await RequestBody.ReadBytesAsync(context.Request).ConfigureAwait(false);
        if (body.Length == 0)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "The body is empty; send the model's spec as JSON.");
        }

        if (body[0] == 0x80)
        {
            throw new OnlineMlException(RefusalKind.UnsupportedFormat, PickleMessage);
        }

        string created;
        if (IsJson(body))
        {
            created = await client.CreateModelAsync(flavor, Decode(body), name, null, context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            using var file = new MemoryStream(body, writable: false);
            created = await client.ImportModelAsync(flavor, file, name, context.RequestAborted).ConfigureAwait(false);
        }

        return Answer.Json(new CreateModelResponse(created), OnlineMlJsonContext.Default.CreateModelResponse, StatusCodes.Status201Created);
    }

    private static async Task<IResult> DescribeAsync(HttpContext context, IOnlineMlClient client, string name) =>
        Answer.Json(await client.DescribeModelAsync(name, context.RequestAborted).ConfigureAwait(false), OnlineMlJsonContext.Default.JsonElement);

    private static async Task<IResult> DownloadAsync(HttpContext context, IOnlineMlClient client, string name)
    {
        using var buffer = new MemoryStream();
        await client.DownloadModelAsync(name, buffer, context.RequestAborted).ConfigureAwait(false);
        return Results.File(buffer.ToArray(), "application/octet-stream", name + ".oml");
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IOnlineMlClient client, string name)
    {
        await client.DeleteModelAsync(name, context.RequestAborted).ConfigureAwait(false);

        // The body, not the status, says 204: the River API's client takes only 200 and 201 and reads JSON.
        return Answer.Text("204");
    }

    private static async Task<string> DeletedNameAsync(HttpRequest request)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (form["model"] is [{ Length: > 0 } name])
            {
                return name;
            }
        }

        return await RequestBody.ModelNameAsync(request).ConfigureAwait(false);
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var first = body.TrimStart(" \t\r\n"u8);
        return first.Length > 0 && first[0] is (byte)'{' or (byte)'[' or (byte)'"';
    }

    private static string Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "The body is not valid UTF-8.", e);
        }
    }
}
