using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.CrashTest;

/// <summary>A process in which a model learns a few targets, of which one may end it.</summary>
public static class FatalRun
{
    private const string Model = "m";
    private const string Redis = "redis:";
    private static readonly JsonElement Features = JsonElement.Parse("""{"x":1}""");

    /// <summary>Lets the model learn, and writes its position, its prediction and its faults before that.</summary>
    /// <param name="place">The folder of the model, or <c>redis:</c> and where Redis is.</param>
    /// <param name="targets">What it learns.</param>
    public static async Task RunAsync(string place, string targets)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        var onlineMl = services.AddOnlineMlServing();
        (place.StartsWith(Redis, StringComparison.Ordinal) ? onlineMl.UseRedis(place[Redis.Length..]) : onlineMl.UseFiles(place)).AddComponents(typeof(FatalRegressor).Assembly).Configure<OnlineMlCallOptions>(options => options.GenerateIdentifiers = false);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<InProcessClient>();
        if ((await client.GetModelsAsync()).Count == 0)
        {
            await client.CreateModelAsync("regression", "\"Fatal\"", Model);
        }

        var status = await client.GetStatusAsync(Model);
        var prediction = (await client.PredictAsync(new PredictRequest(Model, Features))).Prediction.GetDouble();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"position {status.Position}, learned {prediction}, status: {string.Join(' ', status.Faults)} health: {string.Join(' ', provider.GetRequiredService<ModelHost>().Health.Problems)}"));
        foreach (var target in targets.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            await client.LearnAsync(new LearnRequest(Model, Features, JsonValues.Value(double.Parse(target, CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>Runs the process.</summary>
    /// <returns>How it ended, and what it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> StartAsync(string place, string targets)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OnlineMl.CrashTest.dll"), "fatal", place, targets])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        return (process.ExitCode, output);
    }
}
