using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Tests.Configuration;

[Collection(nameof(ProcessEnvironment))]
public class OnlineMlOptionsTests
{
    [Fact]
    public void Options_ComeFromCode()
    {
        using var services = Build([], options => options.MaxModels = 7);
        Assert.Equal(7, services.GetRequiredService<IOptions<OnlineMlOptions>>().Value.MaxModels);
    }

    [Fact]
    public void Host_GetsTheSameOptions()
    {
        using var services = Build(new() { ["OnlineMl:MaxModels"] = "9" });
        Assert.Same(services.GetRequiredService<IOptions<OnlineMlOptions>>().Value, services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value);
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
            options => (options.MaxModels, options.MaxFeatures) = (7, 50));
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;
        Assert.Equal(9, options.MaxModels);
        Assert.Equal(50, options.MaxFeatures);
        Assert.False(options.GenerateIdentifiers);
        Assert.Equal(TimeSpan.FromSeconds(5), options.KeepAlive);
        Assert.Equal(Durability.OperatingSystem, options.Durability);
        Assert.Equal(2_000_000, options.MemoryBudget);
        Assert.Equal(["predict", "learn"], options.EnabledViews);
    }

    [Fact]
    public void EnvironmentVariable_SetsAnOption()
    {
        Environment.SetEnvironmentVariable("OnlineMl__MaxFeatures", "77");
        Environment.SetEnvironmentVariable("OnlineMl__EnabledViews", "predict, learn");
        try
        {
            var options = WebApplication.CreateBuilder().Services.AddOnlineMl().BuildServiceProvider().GetRequiredService<IOptions<OnlineMlOptions>>().Value;
            Assert.Equal(77, options.MaxFeatures);
            Assert.Equal(["predict", "learn"], options.EnabledViews);
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
        using var services = Build(new() { ["OnlineMl:StoragePath"] = "" }, options => options.StoragePath = "models");
        Assert.Null(services.GetRequiredService<IOptions<OnlineMlOptions>>().Value.StoragePath);
    }

    [Fact]
    public void Users_AreReadFromTheSection()
    {
        using var services = Build(new() { ["OnlineMl:Users"] = "anna:secret, bodo:a:b", ["OnlineMl:TokenLifetime"] = "01:00:00", ["OnlineMl:OpenViews"] = "models" });
        var options = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value;
        Assert.Equal([("anna", "secret"), ("bodo", "a:b")], options.Users.Select(user => (user.Name, user.Secret)));
        Assert.Equal(TimeSpan.FromHours(1), options.TokenLifetime);
        Assert.Equal(["models"], options.OpenViews);
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
        var users = services.GetRequiredService<IOptions<OnlineMlOptions>>().Value.Users;
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

        using var twice = Build([], options => options.Users = ["anna:a", "anna:b", "bodo:pbkdf2-sha256$1$2$3"]);
        refusal = Assert.Throws<OptionsValidationException>(() => twice.GetRequiredService<IOptions<OnlineMlOptions>>().Value);
        Assert.Equal(["Users has 'anna' twice.", "Users has 'bodo' with a damaged hash; 'onlineml user hash' makes one."], refusal.Failures);
    }

    [Fact]
    public void FaultsOfAuthentication_AreListedWithoutSecrets()
    {
        using var services = Build([], options =>
        {
            options.Users = ["anna:secret", "hidden", ":hidden", "hidden:"];
            options.OpenViews = ["lern"];
            options.SigningKey = "hidden";
            options.TokenLifetime = TimeSpan.Zero;
        });

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
        builder.Services.AddOnlineMl(options =>
        {
            options.MaxModels = 0;
            options.ListenerCapacity = -1;
            options.MaxBodyBytes = 0;
        });
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        string[] expected =
        [
            "OnlineMl:MaxModls is no option; there are AllowedHosts, AllowedOrigins,",
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
    [InlineData("KeepAlive", "soon", "time such as 00:00:15")]
    [InlineData("GenerateIdentifiers", "maybe", "true or false")]
    [InlineData("Durability", "Always", "Fsync or OperatingSystem or None")]
    public void ValueOfAWrongType_IsRefusedWithTheTypeNeeded(string option, string value, string needed)
    {
        using var services = Build(new() { ["OnlineMl:" + option] = value });
        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlOptions>>().Value);
        Assert.Equal([$"OnlineMl:{option} is '{value}', which is no {needed}."], refusal.Failures);
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
            Assert.Equal(TimeSpan.FromDays(1), options.Value.KeepAlive);
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

    private static ServiceProvider Build(Dictionary<string, string?> settings, Action<OnlineMlOptions>? configure = null) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddOnlineMl(configure)
            .BuildServiceProvider();
}
