using OnlineMl.Redis.Tests;

namespace OnlineMl.Cli.Tests;

/// <summary><c>onlineml user</c> and <c>onlineml token</c>, beside a server on the same folder.</summary>
public sealed class UserCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task UsersOfAFolder_SignInAtItsServer_UntilTheyAreRemoved()
    {
        var (added, made, _) = Tool.Run("user", "add", "anna", "--storage", _folder, "--scopes", "read,predict", "--models", "churn*");
        Assert.Equal(0, added);
        Assert.Equal(0, Tool.Run("user", "add", "bodo", "--storage", _folder, "--secret", "very: secret").ExitCode);
        Assert.Equal("anna\tread, predict\tchurn*\nbodo\tall\t*\n", Tool.Run("user", "list", "--storage", _folder).Output.ReplaceLineEndings("\n"));
        var file = await File.ReadAllTextAsync(Path.Combine(_folder, "~access.json"));
        Assert.DoesNotContain("very", file, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Trim(), file, StringComparison.Ordinal);
        var token = Tool.Run("token", "bodo", "--storage", _folder, "--lifetime", "1h").Output.Trim();

        await using var server = await ServedFolder.StartAsync("--storage", _folder, "--strict");
        Assert.Equal(401, await server.StatusAsync(null));
        Assert.Equal(200, await server.StatusAsync(token));
        var fetched = await server.TokenAsync("anna", made.Trim());
        Assert.Equal(200, await server.StatusAsync(fetched));

        Assert.Equal(0, Tool.Run("token", "--storage", _folder, "--revoke", token).ExitCode);
        Assert.Equal(0, Tool.Run("user", "remove", "anna", "--storage", _folder).ExitCode);
        await server.UntilAsync(401, token);
        await server.UntilAsync(401, fetched);
    }

    [RedisFact]
    public async Task UsersOnRedis_AreThoseOfAllServers_FromTheFirstOneOn()
    {
        using var redis = new RedisProcess();
        string[] place = ["--redis", redis.Address, "--prefix", "shop:"];
        await using var first = await ServedFolder.StartAsync([.. place, "--durability", "os"]);
        await using var second = await ServedFolder.StartAsync([.. place, "--durability", "os"]);
        Assert.Equal(200, await first.StatusAsync(null));
        var (added, made, error) = Tool.Run(["user", "add", "anna", .. place, "--scopes", "read,predict", "--models", "churn*"]);
        Assert.True(added == 0, error);
        Assert.Equal("anna\tread, predict\tchurn*\n", Tool.Run(["user", "list", .. place]).Output.ReplaceLineEndings("\n"));
        await first.UntilAsync(401, null);
        await second.UntilAsync(401, null);
        var (one, other) = (await first.TokenAsync("anna", made.Trim()), await first.TokenAsync("anna", made.Trim()));
        var printed = Tool.Run(["token", "anna", .. place]).Output.Trim();
        foreach (var token in new[] { one, printed })
        {
            Assert.Equal(200, await first.StatusAsync(token));
            Assert.Equal(200, await second.StatusAsync(token));
        }

        Assert.Equal(0, Tool.Run(["token", .. place, "--revoke", one]).ExitCode);
        await first.UntilAsync(401, one);
        await second.UntilAsync(401, one);
        Assert.Equal(200, await second.StatusAsync(other));
        Assert.Equal(0, Tool.Run(["user", "remove", "anna", .. place]).ExitCode);
        await first.UntilAsync(401, other);
        await second.UntilAsync(401, other);
        Assert.Equal("onlineml: There is no user 'anna' on Redis.", Tool.Run(["user", "remove", "anna", .. place]).Error.Trim());
    }

    [RedisFact]
    public void UsersOnRedis_NeedARedis()
    {
        using var redis = new RedisProcess();
        Assert.Equal("onlineml: --storage or --redis is missing.", Tool.Run("user", "list").Error.Trim());
        Assert.Equal("onlineml: --storage and --redis exclude each other.", Tool.Run("user", "list", "--storage", _folder, "--redis", redis.Address).Error.Trim());
        Assert.Equal(0, Tool.Run("user", "add", "anna", "--redis", redis.Address).ExitCode);
        redis.Kill();
        var away = Tool.Run("user", "add", "bodo", "--redis", redis.Address + ",connectTimeout=500");
        Assert.Equal(1, away.ExitCode);
        Assert.StartsWith("onlineml: Redis cannot be reached", away.Error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_DoesNotSayWhatItIs()
    {
        await using var server = await ServedFolder.StartAsync();
        using var answer = await server.Http.GetAsync(new Uri("api/models", UriKind.Relative));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData(2, "--scopes is 'write'; it must be read, predict, learn, manage, with commas, or all.", "user", "add", "anna", "--scopes", "write")]
    [InlineData(2, "'an:na' is no name for a user; it must have no colon.", "user", "add", "an:na")]
    [InlineData(1, "There is no user 'anna' in the storage folder.", "user", "remove", "anna")]
    [InlineData(1, "There is no user 'anna'.", "token", "anna")]
    [InlineData(2, "Either a user or --revoke is needed, and --revoke-all needs a user.", "token")]
    [InlineData(2, "--lifetime is 'long'; it must be a time such as 30d, 12h, 5m, 15s or 00:00:15.", "token", "anna", "--lifetime", "long")]
    public void MistakesAreExplained(int expected, string message, params string[] arguments)
    {
        var (code, _, error) = Tool.Run([.. arguments, "--storage", _folder]);
        Assert.Equal((expected, "onlineml: " + message), (code, error.Trim()));
    }

    [Fact]
    public void Strict_DoesNotServeOthersByMistake()
    {
        var (code, _, error) = Tool.Run("serve", "--strict", "--urls", "http://0.0.0.0:0");
        Assert.Equal(1, code);
        Assert.Contains("Everybody who reaches http://0.0.0.0:0 may use every model", error, StringComparison.Ordinal);
    }
}
