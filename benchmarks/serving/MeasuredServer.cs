using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.ServingBenchmarks;

/// <summary>The server that is measured, with what it is compared to beside it under <c>/bare</c>: middleware that reads the numbers of the same
/// body with the base library's reader and answers.</summary>
internal static class MeasuredServer
{
    private static readonly byte[] Answer = """{"model":"phishing","prediction":{"false":0.5,"true":0.5}}"""u8.ToArray();

    public static async Task RunAsync(string? folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddOnlineMl().Configure<OnlineMlStorageOptions>(options => options.StoragePath = folder);
        var app = builder.Build();
        app.Use(next => context => context.Request.Path == "/bare" ? AnswerBareAsync(context) : next(context));
        app.MapOnlineMl();
        app.MapGet("/memory", (ModelHost host) =>
            $"{Environment.WorkingSet / 1000 / 1000} MB working set, {GC.GetTotalMemory(forceFullCollection: false) / 1000 / 1000} MB managed, {host.LoadedModels} models loaded, {host.Health.Problems.Count} problems");
        await app.StartAsync();
        var client = app.Services.GetRequiredService<IOnlineMlClient>();
        if (!(await client.GetModelsAsync()).Contains(Example.Model, StringComparer.Ordinal))
        {
            await client.CreateModelAsync(Example.Flavor, Example.Spec, Example.Model);
            await Example.TeachAsync(client, 1000);
        }

        await app.WaitForShutdownAsync();
    }

    private static async Task AnswerBareAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        ReadResult read;
        while (!(read = await body.ReadAsync()).IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        var sum = Sum(read.Buffer);
        body.AdvanceTo(read.Buffer.End);
        context.Response.StatusCode = double.IsFinite(sum) ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Answer.Length;
        context.Response.BodyWriter.Write(Answer);
    }

    private static double Sum(in ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var sum = 0.0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                sum += reader.GetDouble();
            }
        }

        return sum;
    }
}
