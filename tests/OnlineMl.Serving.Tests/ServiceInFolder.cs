using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OnlineMl.Contracts;
using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests;

/// <summary>A service whose models are kept in a folder, and saved when a test says so.</summary>
internal sealed class ServiceInFolder : IAsyncDisposable, IDisposable
{
    private readonly ServiceProvider _services;

    public ServiceInFolder(string? folder, Action<OnlineMlServingOptions>? configure = null, TimeProvider? time = null, Action<IOnlineMlBuilder>? declare = null)
    {
        var services = new ServiceCollection().AddLogging();
        if (time is not null)
        {
            services.AddSingleton(time);
        }

        var builder = services.AddOnlineMlServing().AddComponents(typeof(FragileRegressor).Assembly).Configure<OnlineMlStorageOptions>(options => options.StoragePath = folder);
        declare?.Invoke(builder);
        services.AddSingleton<DeclaredModels>();
        var host = services.Single(service => service.ServiceType == typeof(ModelHost));
        services.Replace(ServiceDescriptor.Singleton(provider =>
        {
            var made = (ModelHost)host.ImplementationFactory!(provider);
            made.IsMaintained = false;
            return made;
        }));
        Set<OnlineMlStorageOptions>(services, configure);
        Set<OnlineMlMemoryOptions>(services, configure);
        Set<OnlineMlLimitOptions>(services, configure);
        Set<OnlineMlCallOptions>(services, configure);
        Set<OnlineMlStreamOptions>(services, configure);
        _services = services.BuildServiceProvider();
    }

    public InProcessClient Client => _services.GetRequiredService<InProcessClient>();

    public IModelStore Store => _services.GetRequiredService<IModelStore>();

    /// <summary>What sees to the declared models.</summary>
    public IHostedService Declared => _services.GetRequiredService<DeclaredModels>();

    public ModelHost Host => _services.GetRequiredService<ModelHost>();

    public static LearnRequest Learn(string model, double x, double y, string? key = null) =>
        new(model, Features(x), JsonValues.Value(y), IdempotencyKey: key);

    public static PredictRequest Predict(string model, double x, string? identifier = null, string? key = null) => new(model, Features(x), identifier, key);

    public static LabelRequest Label(string model, string identifier, double y, string? key = null) => new(model, JsonValues.Value(y), identifier, key);

    /// <summary>The folder's content as a crash would leave it.</summary>
    public static string CopyOf(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("onlineml-copy-").FullName;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (Path.GetFileName(path)[0] != '~')
            {
                File.Copy(path, target);
            }
        }

        return copy;
    }

    public async Task<string> HashOfAsync(string model) => (await Client.GetModelAsync(model)).StateHash();

    public void Dispose() => _services.Dispose();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    // What a test sets may be of several concerns.
    private static void Set<TOptions>(IServiceCollection services, Action<OnlineMlServingOptions>? configure)
        where TOptions : class => services.Configure<TOptions>(options =>
        {
            var all = new OnlineMlServingOptions();
            all.Take(options);
            configure?.Invoke(all);
        });

    private static JsonElement Features(double x) => JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"x": {{x}}}"""));
}
