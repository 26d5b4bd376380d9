using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OnlineMl;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Datasets;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says where the models of an application are kept and which there are.</summary>
/// <example><code>
/// builder.Services.AddOnlineMl()
///     .UseFiles("models", o => o.SnapshotInterval = TimeSpan.FromMinutes(1))
///     .AddModel&lt;Visit&gt;("churn", Flavor.Binary, """["StandardScaler", "LogisticRegression"]""")
///     .Configure&lt;OnlineMlLimitOptions&gt;(o => o.MaxModels = 100);
/// </code></example>
public static class OnlineMlBuilderExtensions
{
    /// <summary>Keeps models in a folder, which belongs to this process.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The folder. It is made when it is not there.</param>
    /// <param name="configure">Sets what else there is to storage: when a call counts as stored, how long events are kept, how often snapshots are taken.</param>
    public static IOnlineMlBuilder UseFiles(this IOnlineMlBuilder builder, string path, Action<OnlineMlStorageOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.Configure<OnlineMlStorageOptions>(options =>
        {
            options.StoragePath = path;
            configure?.Invoke(options);
        });
    }

    /// <summary>Keeps models in memory only, as nothing else does when nothing is said.</summary>
    public static IOnlineMlBuilder UseMemory(this IOnlineMlBuilder builder) => builder.Configure<OnlineMlStorageOptions>(options => options.StoragePath = null);

    /// <summary>Sets options of one concern: <see cref="OnlineMlStorageOptions"/>, <see cref="OnlineMlMemoryOptions"/>, <see cref="OnlineMlLimitOptions"/>,
    /// <see cref="OnlineMlCallOptions"/>, <see cref="OnlineMlStreamOptions"/>, and those of the web. It is <c>services.Configure</c>.</summary>
    public static IOnlineMlBuilder Configure<TOptions>(this IOnlineMlBuilder builder, Action<TOptions> configure)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Declares a model, which is created at the start when it is missing.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="flavor">What it is for.</param>
    /// <param name="spec">The spec of a new one, as JSON.</param>
    /// <param name="metrics">What it is measured by, as names or specs; null for the metrics of the flavor.</param>
    /// <param name="mixing">How it is learned in shares by servers that share their models; null for one that is not.</param>
    /// <remarks>The application does not start when the model that is stored under this name has another flavor, other metrics, or another spec, or is learned in other shares, unless
    /// <see cref="OnlineMlStorageOptions.WhenModelDiffers"/> keeps it. What it has learned is kept in any case.</remarks>
    public static IOnlineMlBuilder AddModel(
        this IOnlineMlBuilder builder, string name, Flavor flavor, [StringSyntax(StringSyntaxAttribute.Json)] string spec, IReadOnlyList<string>? metrics = null, MixingOptions? mixing = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(spec);
        return Declare(builder, new DeclaredModel(name, flavor, metrics, (catalog, options) => Model.FromSpec(spec, options, catalog), mixing));
    }

    /// <summary>Declares a model that is built in code, of components that the catalog knows; see the other form.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="flavor">What it is for.</param>
    /// <param name="model">What a new one is a copy of, with all that it has learned.</param>
    /// <param name="metrics">What it is measured by, as names or specs; null for the metrics of the flavor.</param>
    /// <param name="mixing">How it is learned in shares by servers that share their models; null for one that is not.</param>
    public static IOnlineMlBuilder AddModel(
        this IOnlineMlBuilder builder, string name, Flavor flavor, Model model, IReadOnlyList<string>? metrics = null, MixingOptions? mixing = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Declare(builder, new DeclaredModel(name, flavor, metrics, (_, _) => model, mixing));
    }

    /// <summary>Declares a model whose examples are objects. <see cref="ModelClient{TFeatures}"/> can be injected, by the model's name where a type has
    /// several: <c>[FromKeyedServices("churn")] ModelClient&lt;Visit&gt; churn</c>.</summary>
    /// <typeparam name="TFeatures">The type of an example.</typeparam>
    /// <inheritdoc cref="AddModel(IOnlineMlBuilder, string, Flavor, string, IReadOnlyList{string}, MixingOptions)"/>
    public static IOnlineMlBuilder AddModel<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TFeatures>(
        this IOnlineMlBuilder builder, string name, Flavor flavor, [StringSyntax(StringSyntaxAttribute.Json)] string spec, IReadOnlyList<string>? metrics = null, MixingOptions? mixing = null) =>
        AddClient<TFeatures>(builder.AddModel(name, flavor, spec, metrics, mixing), name);

    /// <summary>Declares a model that is built in code and whose examples are objects; see the other forms.</summary>
    /// <typeparam name="TFeatures">The type of an example.</typeparam>
    /// <inheritdoc cref="AddModel(IOnlineMlBuilder, string, Flavor, Model, IReadOnlyList{string}, MixingOptions)"/>
    public static IOnlineMlBuilder AddModel<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TFeatures>(
        this IOnlineMlBuilder builder, string name, Flavor flavor, Model model, IReadOnlyList<string>? metrics = null, MixingOptions? mixing = null) =>
        AddClient<TFeatures>(builder.AddModel(name, flavor, model, metrics, mixing), name);

    /// <summary>Lets a declared model learn a data set before it is created. One that is stored already learns nothing of it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="data">The examples; the last one must come.</param>
    /// <remarks>The model is created when it has learned all of it, and has its metrics over it, too: a process that ends meanwhile leaves nothing behind and
    /// begins anew. An example that is refused stops the start.</remarks>
    /// <exception cref="ArgumentException">The data have no end.</exception>
    public static IOnlineMlBuilder SeedModel(this IOnlineMlBuilder builder, string model, IDataset data)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count is null)
        {
            throw new ArgumentException($"The data set '{data.Name}' has no end.", nameof(data));
        }

        return Seed(builder, model, data.Open);
    }

    /// <summary>Lets a declared model learn a file before it is created; see the other forms.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="data">The file, such as a <see cref="CsvDataset"/>.</param>
    public static IOnlineMlBuilder SeedModel(this IOnlineMlBuilder builder, string model, ITableData data)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(data);
        return Seed(builder, model, data.Open);
    }

    /// <summary>Lets a declared model learn examples that are objects before it is created; see the other form.</summary>
    /// <typeparam name="TFeatures">The type of an example.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="examples">Begins the examples, with the services of the application, such as those of a database.</param>
    /// <example><code>
    /// builder.Services.AddOnlineMl()
    ///     .AddModel&lt;Visit&gt;("churn", Flavor.Binary, """["StandardScaler", "LogisticRegression"]""")
    ///     .SeedModel&lt;Visit&gt;("churn", services =&gt; services.GetRequiredService&lt;VisitHistory&gt;().ReadAsync());
    /// </code></example>
    public static IOnlineMlBuilder SeedModel<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TFeatures>(
        this IOnlineMlBuilder builder, string model, Func<IServiceProvider, IAsyncEnumerable<TrainingExample<TFeatures>>> examples)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(examples);
        return Seed(builder, new ModelSeed(
            model,
            (services, client, cancellation) => client.For<TFeatures>(model, services.GetRequiredService<InProcessClient>().FeatureNaming)
                .LearnManyAsync(examples(services), cancellation)));
    }

    /// <summary>Lets models be made of the public classes of an assembly that have a <see cref="ComponentAttribute"/>, too.</summary>
    /// <exception cref="ArgumentException">The assembly has none, or one that cannot be described.</exception>
    [RequiresUnreferencedCode("The classes are found by reflection.")]
    [RequiresDynamicCode("Lists and maps of a parameter are made for types known at run time only.")]
    public static IOnlineMlBuilder AddComponents(this IOnlineMlBuilder builder, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(assembly);
        ComponentDescriptor[] components = [.. assembly.GetExportedTypes()
            .Where(type => type.GetCustomAttribute<ComponentAttribute>() is not null)
            .Select(ReflectedComponent.Describe)];
        if (components.Length == 0)
        {
            throw new ArgumentException($"{assembly.GetName().Name} has no public class with a [Component] attribute.", nameof(assembly));
        }

        builder.Services.AddSingleton(new AddedComponents(components));
        return builder;
    }

    private static IOnlineMlBuilder Declare(IOnlineMlBuilder builder, DeclaredModel model)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(model);
        builder.Services.TryAddSingleton<SeedingHost>();
        builder.Services.TryAddSingleton<ModelRetraining>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DeclaredModels>());
        return builder;
    }

    private static IOnlineMlBuilder Seed(IOnlineMlBuilder builder, string model, Func<IExampleReader> open) =>
        Seed(builder, new ModelSeed(model, (_, client, cancellation) => client.LearnManyAsync(DatasetSeed.Read(open, model), cancellation)));

    private static IOnlineMlBuilder Seed(IOnlineMlBuilder builder, ModelSeed seed)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(seed);
        builder.Services.TryAddSingleton<SeedingHost>();
        builder.Services.TryAddSingleton<ModelRetraining>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DeclaredModels>());
        return builder;
    }

    private static IOnlineMlBuilder AddClient<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TFeatures>(
        IOnlineMlBuilder builder, string name)
    {
        builder.Services.AddKeyedSingleton(name, (services, _) => new ModelClient<TFeatures>(services.GetRequiredService<InProcessClient>(), name));
        builder.Services.TryAddSingleton(services => services.GetRequiredKeyedService<ModelClient<TFeatures>>(name));
        return builder;
    }
}
