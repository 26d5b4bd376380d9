using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OnlineMl.AspNetCore.Tests.Limits;

public class AccessReviewTests
{
    public static TheoryData<string, string, string?, string> Mistakes { get; } = new()
    {
        { "http://127.0.0.1:0", "OnlineMl:Users", "", "Users is set but has no user." },
        { "http://127.0.0.1:0", "OnlineMl:Users", ",,", "Users is set but has no user." },
        { "http://127.0.0.1:0", "OnlineMl_Users", "anna:secret", "The setting OnlineMl_Users has no effect; two underscores are needed: OnlineMl__Users." },
        { "http://127.0.0.1:0", "OnlineMl:SigningKey", "a key of at least thirty-two bytes", "There is a signing key, but there are no users" },
        { "http://0.0.0.0:0", "x", null, "Everybody who reaches http://0.0.0.0:" },
        { "http://*:0", "x", null, "may use every model" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task AccessThatIsOpenByMistake_IsWarnedOfAndRefusedWhenStrict(string url, string setting, string? value, string warning)
    {
        using var lines = new LogLines();
        await using (var app = Build(lines, url, setting, value, isStrict: false))
        {
            await app.StartAsync();
            await app.StopAsync();
        }

        Assert.Contains(warning, Assert.Single(lines.Of("OnlineMl.AspNetCore.Limits.AccessReview", LogLevel.Warning)), StringComparison.Ordinal);
        await using var strict = Build(lines, url, setting, value, isStrict: true);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => strict.StartAsync());
        Assert.Contains(warning, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", "x")]
    [InlineData("http://127.0.0.1:0", "ONLINEML_SETTING_OF_SOMETHING_ELSE")]
    [InlineData("http://[::1]:0", "x")]
    [InlineData("http://localhost:0", "x")]
    [InlineData("http://0.0.0.0:0", "OnlineMl:Users")]
    public async Task AccessThatIsMeant_IsNoFinding(string url, string setting)
    {
        using var lines = new LogLines();
        await using var app = Build(lines, url, setting, "anna:pbkdf2-sha256$1000$c2FsdHNhbHQ=$c2FsdHNhbHRzYWx0c2FsdA==", isStrict: true);
        try
        {
            await app.StartAsync();
        }
        catch (IOException)
        {
            // The machine has no such address, or port 0 is not allowed for localhost.
        }
        catch (InvalidOperationException e) when (e.Message.Contains("port", StringComparison.Ordinal))
        {
        }

        Assert.Empty(lines.Of("OnlineMl.AspNetCore.Limits.AccessReview", LogLevel.Warning));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APolicyOnAGroupAroundTheEndpoints_IsSeen(bool isNamed)
    {
        using var lines = new LogLines();
        await using var app = Build(lines, "http://0.0.0.0:0", "x", null, isStrict: true, app => (isNamed
            ? app.MapGroup("/v1").RequireAuthorization("staff") : app.MapGroup("/v1")).MapOnlineMl());
        if (isNamed)
        {
            await app.StartAsync();
            await app.StopAsync();
        }
        else
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());
        }
    }

    private static WebApplication Build(LogLines lines, string url, string setting, string? value, bool isStrict, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [setting] = value });
        builder.WebHost.UseUrls(url);
        builder.Services.AddOnlineMl().Configure<OnlineMlAccessOptions>(options => options.Strict = isStrict);
        builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireAssertion(_ => false));
        var app = builder.Build();
        (map ?? (each => each.MapOnlineMl()))(app);
        return app;
    }
}
