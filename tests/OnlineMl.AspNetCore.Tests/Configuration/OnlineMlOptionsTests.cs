using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Tests.Configuration;

[Collection(nameof(ProcessEnvironment))]
public class OnlineMlOptionsTests
{
    [Fact]
    public void Options_ComeFromCode()
    {
        using var services = Build([], builder => builder.Configure<OnlineMlLimitOptions>(options => options.MaxModels = 7));
        Assert.Equal(7, services.GetRequiredService<IOptions<OnlineMlLimitOptions>>().Value.MaxModels);
    }

    [Fact]
    public void Options_AreTheSame_HoweverTheyAreAskedFor()
    {
        using var services = Build(
            new() { ["OnlineMl:MaxModels"] = "9" }, builder => builder.Configure<OnlineMlLimitOptions>(options => options.MaxFeatures = 50));
        using var scope = services.CreateScope();
        OnlineMlLimitOptions[] seen =
        [
            services.GetRequiredService<IOptions<OnlineMlLimitOptions>>().Value,
            services.GetRequiredService<IOptionsMonitor<OnlineMlLimitOptions>>().CurrentValue,
            scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<OnlineMlLimitOptions>>().Value,
            services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value.Limit,
            services.GetRequiredService<IOptions<OnlineMlOptions>>().Value.Limit,
        ];
        Assert.All(seen, options => Assert.Equal((9, 50), (options.MaxModels, options.MaxFeatures)));
        Assert.Same(seen[0], seen[3]);
        Assert.Same(seen[0], seen[4]);
    }

    [Fact]
    public void Options_AreThoseOfTheStart_AlsoAfterTheConfigurationWasLoadedAgain()
    {
        using var services = Build(new() { ["OnlineMl:MaxModels"] = "9", ["OnlineMl:EnabledViews:0"] = "predict" });
        Assert.Equal(9, services.GetRequiredService<IOptions<OnlineMlOptions>>().Value.Limit.MaxModels);
        var configuration = (IConfigurationRoot)services.GetRequiredService<IConfiguration>();
        configuration["OnlineMl:MaxModels"] = "11";
        configuration["OnlineMl:MaxFeatures"] = "none";
        configuration["OnlineMl:EnabledViews:1"] = "learn";
        configuration.Reload();

        using var scope = services.CreateScope();
        Assert.Equal(9, scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<OnlineMlLimitOptions>>().Value.MaxModels);
        Assert.Equal(9, services.GetRequiredService<IOptionsMonitor<OnlineMlLimitOptions>>().CurrentValue.MaxModels);
        Assert.Equal(9, scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<OnlineMlServingOptions>>().Value.Limit.MaxModels);
        Assert.Equal(["predict"], scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<OnlineMlEndpointOptions>>().Value.EnabledViews);
    }

    [Fact]
    public void EveryOption_BelongsToOneConcern()
    {
        using var services = Build([]);
        var names = services.GetServices<IConcern>().SelectMany(concern => concern.Names).ToArray();
        var together = typeof(OnlineMlOptions).GetProperties()
            .Where(concern => typeof(IReviewedOptions).IsAssignableFrom(concern.PropertyType))
            .SelectMany(concern => concern.PropertyType.GetProperties())
            .Select(property => property.Name);
        Assert.Equal(names.Order(StringComparer.Ordinal), together.Order(StringComparer.Ordinal));
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void FeatureNaming_IsTheNameOfAStyle()
    {
        using var services = Build(new() { ["OnlineMl:FeatureNaming"] = "snake_case" });
        Assert.Equal("page_count", services.GetRequiredService<IOptions<OnlineMlCallOptions>>().Value.FeatureNaming!.ConvertName("PageCount"));

        using var wrong = Build(new() { ["OnlineMl:FeatureNaming"] = "Camel" });
        var refusal = Assert.Throws<OptionsValidationException>(() => wrong.GetRequiredService<IOptions<OnlineMlCallOptions>>().Value);
        Assert.Contains("OnlineMl:FeatureNaming is 'Camel'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BindConfiguration_TakesASectionOfTheApplications_AndTheSectionOnlineMlOverridesIt()
    {
        using var services = Build(
            new()
            {
                ["Shop:Ml:MaxModels"] = "9",
                ["Shop:Ml:MaxFeatures"] = "50",
                ["Shop:Ml:EnabledViews:0"] = "predict",
                ["Shop:Ml:SnapshotInterval"] = "00:01:00",
                ["Shop:Ml:Durability"] = "OperatingSystem",
                ["Shop:Ml:Users:0"] = "anna:secret",
                ["Shop:Ml:Users:1:Name"] = "bodo",
                ["Shop:Ml:Users:1:Secret"] = "secret",
                ["Shop:Ml:Users:1:Scopes"] = "Read, Predict",
                ["OnlineMl:MaxModels"] = "11",
            },
            builder =>
            {
                builder.Services.AddOptions<OnlineMlLimitOptions>().BindConfiguration("Shop:Ml");
                builder.Services.AddOptions<OnlineMlStorageOptions>().BindConfiguration("Shop:Ml");
                builder.Services.AddOptions<OnlineMlEndpointOptions>().BindConfiguration("Shop:Ml");
                builder.Services.AddOptions<OnlineMlAccessOptions>().BindConfiguration("Shop:Ml");
            });
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;
        Assert.Equal((11, 50), (options.Limit.MaxModels, options.Limit.MaxFeatures));
        Assert.Equal(["predict"], options.Endpoint.EnabledViews);
        Assert.Equal((TimeSpan.FromMinutes(1), Durability.OperatingSystem), (options.Storage.SnapshotInterval, options.Storage.Durability));
        Assert.Equal(["anna", "bodo"], options.Access.Users.Select(user => user.Name));
        Assert.Equal([OnlineMlScopes.All, OnlineMlScopes.Read | OnlineMlScopes.Predict], options.Access.Users.Select(user => user.Scopes));
    }

    [Fact]
    public void BindConfiguration_IsReviewedAsCodeIs()
    {
        using var services = Build(
            new() { ["Shop:MaxModels"] = "0" }, builder => builder.Services.AddOptions<OnlineMlLimitOptions>().BindConfiguration("Shop"));
        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlOptions>>().Value);
        Assert.Contains("MaxModels is 0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_OverridesTheCode()
    {
        using var services = Build(
            new()
            {
                ["OnlineMl:MaxModels"] = "9",
                ["OnlineMl:generateIdentifiers"] = "false",
                ["OnlineMl:KeepAlive"] = "00:00:05",
                ["OnlineMl:Durability"] = "OperatingSystem",
                ["OnlineMl:MemoryBudget"] = "2000000",
                ["OnlineMl:EnabledViews:0"] = "predict",
                ["OnlineMl:EnabledViews:1"] = "learn",
            },
            builder => builder.Configure<OnlineMlLimitOptions>(options => (options.MaxModels, options.MaxFeatures) = (7, 50)));
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;
        Assert.Equal(9, options.Limit.MaxModels);
        Assert.Equal(50, options.Limit.MaxFeatures);
        Assert.False(options.Call.GenerateIdentifiers);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Stream.KeepAlive);
        Assert.Equal(Durability.OperatingSystem, options.Storage.Durability);
        Assert.Equal(2_000_000, options.Memory.MemoryBudget);
        Assert.Equal(["predict", "learn"], options.Endpoint.EnabledViews);
    }

    [Fact]
    public void EnvironmentVariable_SetsAnOption()
    {
        Environment.SetEnvironmentVariable("OnlineMl__MaxFeatures", "77");
        Environment.SetEnvironmentVariable("OnlineMl__EnabledViews", "predict, learn");
        try
        {
            using var services = WebApplication.CreateBuilder().Services.AddOnlineMl().Services.BuildServiceProvider();
            Assert.Equal(77, services.GetRequiredService<IOptions<OnlineMlLimitOptions>>().Value.MaxFeatures);
            Assert.Equal(["predict", "learn"], services.GetRequiredService<IOptions<OnlineMlEndpointOptions>>().Value.EnabledViews);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OnlineMl__MaxFeatures", null);
            Environment.SetEnvironmentVariable("OnlineMl__EnabledViews", null);
        }
    }

    [Fact]
    public void Section_MaySetBackToNull()
    {
        using var services = Build(new() { ["OnlineMl:StoragePath"] = "" }, builder => builder.UseFiles("models"));
        Assert.Null(services.GetRequiredService<IOptions<OnlineMlStorageOptions>>().Value.StoragePath);
    }

    [Fact]
    public void LastStorage_Counts()
    {
        using var services = Build([], builder => builder.UseFiles("models", options => options.SnapshotEvents = 9).UseMemory());
        var options = services.GetRequiredService<IOptions<OnlineMlStorageOptions>>().Value;
        Assert.Equal((null, 9), (options.StoragePath, options.SnapshotEvents));
    }

    [Fact]
    public void Users_AreReadFromTheSection()
    {
        using var services = Build(new() { ["OnlineMl:Users"] = "anna:secret, bodo:a:b", ["OnlineMl:TokenLifetime"] = "01:00:00", ["OnlineMl:OpenViews"] = "models" });
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;
        Assert.Equal([("anna", "secret"), ("bodo", "a:b")], options.Access.Users.Select(user => (user.Name, user.Secret)));
        Assert.Equal(TimeSpan.FromHours(1), options.Access.TokenLifetime);
        Assert.Equal(["models"], options.Access.OpenViews);
    }

    [Fact]
    public void UsersWithScopesAndModels_AreReadFromTheSection()
    {
        using var services = Build(new()
        {
            ["OnlineMl:Users:0"] = "anna:secret",
            ["OnlineMl:Users:1:Name"] = "bodo",
            ["OnlineMl:Users:1:Secret"] = "secret",
            ["OnlineMl:Users:1:Scopes"] = "read, predict",
            ["OnlineMl:Users:1:Models"] = "churn*, prices",
        });
        var users = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value.Access.Users;
        Assert.Equal(["anna", "bodo"], users.Select(user => user.Name));
        Assert.Equal([OnlineMlScopes.All, OnlineMlScopes.Read | OnlineMlScopes.Predict], users.Select(user => user.Scopes));
        Assert.Equal(["*"], users[0].Models);
        Assert.Equal(["churn*", "prices"], users[1].Models);
    }

    [Fact]
    public void FaultsOfAccessAndLimits_AreListed()
    {
        using var services = Build(
            new()
            {
                ["OnlineMl:Users:0:Nam"] = "anna",
                ["OnlineMl:Users:0:Scopes"] = "write",
                ["OnlineMl:ViewRateLimit"] = "many",
                ["OnlineMl:KnownProxies"] = "10.0.0.0/8, proxy",
            });
        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlOptions>>().Value);
        foreach (var fault in new[] { "OnlineMl:Users:0:Nam is no part of a user", "Scopes is 'write'", "ViewRateLimit is 'many'", "KnownProxies has 'proxy'" })
        {
            Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
        }

        using var twice = Build([], builder => builder.AddUsers("anna:a").AddUsers("anna:b", "bodo:pbkdf2-sha256$1$2$3"));
        refusal = Assert.Throws<OptionsValidationException>(() => twice.GetRequiredService<IOptions<OnlineMlOptions>>().Value);
        Assert.Equal(["Users has 'anna' twice.", "Users has 'bodo' with a damaged hash; 'onlineml user hash' makes one."], refusal.Failures);
    }

    [Fact]
    public void FaultsOfAuthentication_AreListedWithoutSecrets()
    {
        using var services = Build([], builder => builder.Configure<OnlineMlAccessOptions>(options =>
        {
            options.Users = ["anna:secret", "hidden", ":hidden", "hidden:"];
            options.OpenViews = ["lern"];
            options.SigningKey = "hidden";
            options.TokenLifetime = TimeSpan.Zero;
        }));

        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlOptions>>().Value);

        Assert.DoesNotContain("hidden", refusal.Message, StringComparison.Ordinal);
        foreach (var fault in new[] { "the number 2", "the number 3", "the number 4", "OpenViews has 'lern'", "SigningKey has 6 bytes; allowed is at least 32.", "TokenLifetime is 00:00:00; allowed is 00:00:01 to 365.00:00:00." })
        {
            Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Start_ListsAllFaultsAtOnce()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OnlineMl:MaxModls"] = "9",
            ["OnlineMl:SnapshotEvents"] = "many",
            ["OnlineMl:KeepAlive"] = "-00:00:01",
            ["OnlineMl:EnabledViews"] = "predict,lern",
        });
        builder.Services.AddOnlineMl()
            .Configure<OnlineMlLimitOptions>(options => options.MaxModels = 0)
            .Configure<OnlineMlStreamOptions>(options => options.ListenerCapacity = -1)
            .Configure<OnlineMlEndpointOptions>(options => options.MaxBodyBytes = 0);
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        string[] expected =
        [
            "OnlineMl:MaxModls is no option; there are AllowMissingTargets, AllowUnknownFields, AllowedHosts, AllowedOrigins,",
            "OnlineMl:SnapshotEvents is 'many', which is no whole number.",
            "KeepAlive is -00:00:01; allowed is above 0, at most 1.00:00:00.",
            "EnabledViews has 'lern'; allowed are service_info",
            "MaxModels is 0; allowed is at least 1.",
            "ListenerCapacity is -1; allowed is at least 1.",
            "MaxBodyBytes is 0; allowed is at least 1.",
        ];
        Assert.Equal(expected.Length, refusal.Failures.Count());
        Assert.All(expected, fault => Assert.Contains(fault, refusal.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MaxModels", "nine", "whole number")]
    [InlineData("MaxModels", "", "whole number")]
    [InlineData("MaxModels", "99999999999", "whole number")]
    [InlineData("KeepAlive", "soon", "time such as 30d, 12h, 5m, 15s or 00:00:15")]
    [InlineData("RetainEventsFor", "30", "time such as 30d, 12h, 5m, 15s or 00:00:15")]
    [InlineData("MemoryBudget", "512X", "number of bytes such as 4096, 512M or 2G")]
    [InlineData("GenerateIdentifiers", "maybe", "true or false")]
    [InlineData("Durability", "Always", "Fsync or OperatingSystem or None")]
    public void ValueOfAWrongType_IsRefusedWithTheTypeNeeded(string option, string value, string needed)
    {
        using var services = Build(new() { ["OnlineMl:" + option] = value });
        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlOptions>>().Value);
        Assert.Equal([$"OnlineMl:{option} is '{value}', which is no {needed}."], refusal.Failures);
    }

    [Fact]
    public void TimesAndSizes_HaveTheUnitsOfTheTool()
    {
        using var services = Build(new()
        {
            ["OnlineMl:RetainEventsFor"] = "30d",
            ["OnlineMl:KeepAlive"] = "1.5m",
            ["OnlineMl:SnapshotInterval"] = "00:00:30",
            ["OnlineMl:MemoryBudget"] = "512M",
            ["OnlineMl:RetainEventBytes"] = "1.5GiB",
            ["OnlineMl:Durability"] = "os",
        });
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;
        Assert.Equal(
            (TimeSpan.FromDays(30), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(30), 512L << 20, 3L << 29, Durability.OperatingSystem),
            (options.Storage.RetainEventsFor, options.Stream.KeepAlive, options.Storage.SnapshotInterval, options.Memory.MemoryBudget, options.Storage.RetainEventBytes, options.Storage.Durability));
    }

    [Fact]
    public void EveryTimeAndEverySize_TakesUnits_AndNoOtherNumberDoes()
    {
        Type[] concerns = [typeof(OnlineMlStorageOptions), typeof(OnlineMlMemoryOptions), typeof(OnlineMlLimitOptions), typeof(OnlineMlCallOptions), typeof(OnlineMlStreamOptions), typeof(OnlineMlEndpointOptions)];
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (concern, option) in concerns.SelectMany(concern => concern.GetProperties().Select(option => (concern, option))))
        {
            var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
            var isSize = option.Name.EndsWith("Bytes", StringComparison.Ordinal) || option.Name == nameof(OnlineMlMemoryOptions.MemoryBudget);
            var (text, value) = type == typeof(TimeSpan) ? ("90m", (object?)TimeSpan.FromMinutes(90))
                : type == typeof(long) && isSize ? ("512M", 512L << 20)
                : type == typeof(int) && isSize ? ("512M", 512 << 20)
                : type == typeof(int) || type == typeof(long) ? ("10M", null)
                : ("", null);
            if (text.Length == 0)
            {
                continue;
            }

            kinds[$"{type.Name} {isSize}"] = kinds.GetValueOrDefault($"{type.Name} {isSize}") + 1;
            using var services = Build(new() { ["OnlineMl:" + option.Name] = text });
            if (value is null)
            {
                var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlOptions>>().Value);
                Assert.Equal([$"OnlineMl:{option.Name} is '10M', which is no whole number."], refusal.Failures);
                continue;
            }

            var read = services.GetRequiredService(typeof(IOptionsFactory<>).MakeGenericType(concern));
            var made = read.GetType().GetMethod("Create")!.Invoke(read, [""]);
            Assert.Equal((option.Name, value), (option.Name, option.GetValue(made)));
        }

        Assert.All((string[])["TimeSpan False", "Int64 True", "Int32 True", "Int64 False", "Int32 False"], kind => Assert.True(kinds.ContainsKey(kind), kind));
    }

    [Theory]
    [InlineData("1.00:00:00", true)]
    [InlineData("1.00:00:01", false)]
    [InlineData("60.00:00:00", false)]
    [InlineData("00:00:00", false)]
    public void KeepAlive_IsNoLongerThanATimerCanWait(string value, bool isAllowed)
    {
        using var services = Build(new() { ["OnlineMl:KeepAlive"] = value });
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>();
        if (isAllowed)
        {
            Assert.Equal(TimeSpan.FromDays(1), options.Value.Stream.KeepAlive);
            return;
        }

        var refusal = Assert.Throws<OptionsValidationException>(() => options.Value);
        Assert.Equal([$"KeepAlive is {value}; allowed is above 0, at most 1.00:00:00."], refusal.Failures);
    }

    [Fact]
    public void Map_WithoutAdd_SaysWhichCallIsMissing()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        var refusal = Assert.Throws<InvalidOperationException>(() => app.MapOnlineMl());
        Assert.Contains("AddOnlineMl()", refusal.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings, Action<IOnlineMlBuilder>? configure = null)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        var builder = services.AddOnlineMl();
        configure?.Invoke(builder);
        return services.BuildServiceProvider();
    }
}
