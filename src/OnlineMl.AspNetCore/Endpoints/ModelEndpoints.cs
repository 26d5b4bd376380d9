using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Creating, listing, describing, saving, downloading and deleting models.</summary>
internal sealed class ModelEndpoints(InProcessClient client, OnlineMlOptions options, UploadReceiver uploads, AccessGate gate)
{
    public void Map(EndpointTable table)
    {
        table.Map(Views.Models, "GET", "/models", ListAsync);
        table.Map(Views.Model, "POST", "/model/{flavor}", context => CreateAsync(context, null));
        table.Map(Views.Model, "POST", "/model/{flavor}/{name}", context => CreateAsync(context, NamedModel.InPath(context.Request)));
        table.Map(Views.Model, "POST", "/model/{name}/save", SaveAsync);
        table.Map(Views.ModelDownload, "GET", "/model/download/{name}", DownloadAsync);
        table.Map(Views.ModelDownload, "GET", "/model/{name}/export", context => ExportAsync(context, NamedModel.InPath(context.Request)));
        table.Map(Views.Model, "GET", "/model/{name}/status", StatusAsync);
        table.Map(Views.Model, "GET", "/model", async context =>
            await DescribeAsync(context, await NamedModel.InQueryOrBodyAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false)).ConfigureAwait(false));
        table.Map(Views.Model, "GET", "/model/{name}", context => DescribeAsync(context, NamedModel.InPath(context.Request)));
        table.Map(Views.Model, "PUT", "/model/{name}", ReplaceAsync);
        table.Map(Views.Model, "DELETE", "/model", async context =>
            await DeleteAsync(context, await NamedModel.InFormAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false)).ConfigureAwait(false));
        table.Map(Views.Model, "DELETE", "/model/{name}", context => DeleteAsync(context, NamedModel.InPath(context.Request)));
    }

    private async Task ListAsync(HttpContext context)
    {
        var names = await client.GetModelsAsync(context.RequestAborted).ConfigureAwait(false);
        var models = new ModelList(Caller.ModelsOf(context) is { } allowed ? [.. names.Where(allowed.Allow)] : names);
        await JsonResponse.WriteAsync(context.Response, models, OnlineMlJsonContext.Default.ModelList).ConfigureAwait(false);
    }

    private InProcessClient ClientOf(HttpContext context) => client.For(context.Features.Get<Caller>()?.User.Name);

    private async Task CreateAsync(HttpContext context, string? name)
    {
        var request = context.Request;
        var flavor = (string)request.RouteValues["flavor"]!;
        var metrics = RequestQuery.List(request, "metrics");
        var taken = RequestQuery.ModelOptions(request);
        if (name is null && Caller.ModelsOf(context) is { } allowed)
        {
            throw new OnlineMlException(RefusalKind.Forbidden, $"This user may use the models {allowed}; the model needs such a name.");
        }

        using var body = await uploads.ReceiveAsync(request).ConfigureAwait(false);
        string created;
        if (body.IsSpec)
        {
            created = await ClientOf(context).CreateModelAsync(flavor, body.ReadSpec(), name, metrics, taken, context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            RefuseChoices(metrics, taken);
            using var turn = await uploads.TakeTurnAsync(context.RequestAborted).ConfigureAwait(false);
            created = await ClientOf(context).ImportModelAsync(flavor, body.File, name, context.RequestAborted).ConfigureAwait(false);
        }

        AuditTrail.Name(context, created);
        await JsonResponse.WriteAsync(
            context.Response, new CreateModelResponse(created), OnlineMlJsonContext.Default.CreateModelResponse, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(HttpContext context)
    {
        var name = NamedModel.InPath(context.Request);
        var taken = RequestQuery.ModelOptions(context.Request);
        var key = RequestKey.Of(context.Request);
        if (RequestQuery.List(context.Request, "metrics") is not null)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, "'metrics' cannot be chosen when a model is replaced; it goes on with the metrics that there are.");
        }

        using var body = await uploads.ReceiveAsync(context.Request).ConfigureAwait(false);
        if (body.IsSpec)
        {
            await client.ReplaceModelAsync(name, body.ReadSpec(), taken, key, context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            RefuseChoices(null, taken);
            using var turn = await uploads.TakeTurnAsync(context.RequestAborted).ConfigureAwait(false);
            await client.ReplaceModelAsync(name, body.File, key, context.RequestAborted).ConfigureAwait(false);
        }

        await JsonResponse.WriteAsync(context.Response, new CreateModelResponse(name), OnlineMlJsonContext.Default.CreateModelResponse).ConfigureAwait(false);
    }

    private static void RefuseChoices(IReadOnlyList<string>? metrics, ModelOptions? taken)
    {
        if (metrics is null && taken is null)
        {
            return;
        }

        var first = metrics is not null ? "metrics" : taken?.TimeFeature is not null ? WireNames.TimeFeature
            : taken?.MaxMadeFeatures is not null ? WireNames.MaxMadeFeatures
            : taken?.MaxNames is not null ? WireNames.MaxNames
            : taken?.ParseNumbers is not null ? WireNames.ParseNumbers
            : WireNames.Mixing;
        throw new OnlineMlException(RefusalKind.BadRequest, $"'{first}' can be chosen for a spec only; a file has its own.");
    }

    private async Task SaveAsync(HttpContext context)
    {
        // A model may be called "save", and then the path stands for a flavor and a name. Only a create needs a body.
        var hasBody = context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        if (hasBody && IsFlavor(NamedModel.InPath(context.Request)))
        {
            context.Request.RouteValues["flavor"] = NamedModel.InPath(context.Request);
            Caller.Check(context, "save");
            await CreateAsync(context, "save").ConfigureAwait(false);
            return;
        }

        var name = NamedModel.InPath(context.Request);
        await client.SaveModelAsync(name, context.RequestAborted).ConfigureAwait(false);
        await WriteStatusAsync(context, name).ConfigureAwait(false);
    }

    private static bool IsFlavor(string name)
    {
        try
        {
            Flavors.Parse(name);
            return true;
        }
        catch (OnlineMlException)
        {
            return false;
        }
    }

    private Task StatusAsync(HttpContext context) => WriteStatusAsync(context, NamedModel.InPath(context.Request));

    private async Task WriteStatusAsync(HttpContext context, string name)
    {
        var status = await client.GetStatusAsync(name, context.RequestAborted).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, status.Position);
        await JsonResponse.WriteAsync(context.Response, status, OnlineMlJsonContext.Default.ModelStatus).ConfigureAwait(false);
    }

    private async Task DescribeAsync(HttpContext context, string name)
    {
        var steps = await client.DescribeModelAsync(name, context.RequestAborted).ConfigureAwait(false);
        await JsonResponse.WriteAsync(context.Response, steps, OnlineMlJsonContext.Default.JsonElement).ConfigureAwait(false);
    }

    private async Task DownloadAsync(HttpContext context)
    {
        var name = NamedModel.InPath(context.Request);
        if (name is "status" or "export" && await IsOfModelCalledDownloadAsync(name, context.RequestAborted).ConfigureAwait(false))
        {
            Caller.Check(context, "download");
            var handle = name == "export"
                ? (RequestDelegate)(download => ExportAsync(download, "download"))
                : gate.Guard(Views.Model, "GET", download => WriteStatusAsync(download, "download"));
            await handle(context).ConfigureAwait(false);
            return;
        }

        NameFile(context.Response, name);
        await client.DownloadModelAsync(name, context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Whether <c>download/status</c> or <c>download/export</c> means a model called "download": when no model has the other name,
    /// which the River API's path stands for.</summary>
    private async Task<bool> IsOfModelCalledDownloadAsync(string part, CancellationToken cancellation)
    {
        if (part == "status" && !Views.IsOn(Views.Model, options))
        {
            return false;
        }

        var models = await client.GetModelsAsync(cancellation).ConfigureAwait(false);
        return models.Contains("download", StringComparer.Ordinal) && !models.Contains(part, StringComparer.Ordinal);
    }

    private Task ExportAsync(HttpContext context, string name)
    {
        NameFile(context.Response, name);
        return client.ExportModelAsync(name, context.Response.Body, context.RequestAborted);
    }

    private static void NameFile(HttpResponse response, string name)
    {
        JsonResponse.AddSecurityHeaders(response);
        response.ContentType = "application/octet-stream";
        response.Headers.ContentDisposition = $"attachment; filename=\"{Uri.EscapeDataString(name)}.oml\"";
    }

    private async Task DeleteAsync(HttpContext context, string name)
    {
        await client.DeleteModelAsync(name, context.RequestAborted).ConfigureAwait(false);

        AuditTrail.Name(context, name);

        // The body, not the status, says 204: the River API's client takes only 200 and 201 and reads JSON.
        JsonResponse.Write(context.Response, "204"u8);
    }
}
