using System.Text.RegularExpressions;
using OnlineMl.Contracts;
using OnlineMl.Serving.Configuration;
using OnlineMl.Tests;

namespace OnlineMl.AspNetCore.Tests.Documents;

/// <summary><c>docs/from-django-river-ml.md</c> leaves no setting out and names nothing that is not there.</summary>
public partial class FromDjangoRiverMlTests
{
    private static readonly string[] Settings =
    [
        "URL_PREFIX", "STORAGE_BACKEND", "REDIS_DB", "REDIS_HOST", "REDIS_PORT", "APP_DIR", "CACHE_DIR", "SHELVE_PATH", "SHELVE_SECRET_KEY", "JWT_SECRET_KEY",
        "DISABLE_AUTHENTICATION", "AUTHENTICATED_VIEWS", "AUTHENTICATION_SERVER", "GENERATE_IDENTIFIERS", "DOMAIN_URL", "SESSION_EXPIRES_SECONDS",
        "TOKEN_EXPIRES_SECONDS", "VIEW_RATE_LIMIT", "VIEW_RATE_LIMIT_BLOCK", "VIEW_RATE_LIMIT_DISABLE", "API_VIEWS_ENABLED",
    ];

    [Fact]
    public void EverySetting_HasARow()
    {
        var rows = Table("## Settings").SelectMany(row => Code(row[0]));
        Assert.Equal(Settings.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryOptionAndCall_IsThere()
    {
        var options = typeof(OnlineMlOptions).GetProperties()
            .Where(concern => typeof(IReviewedOptions).IsAssignableFrom(concern.PropertyType))
            .SelectMany(concern => concern.PropertyType.GetProperties())
            .Select(property => property.Name);
        var named = Table("## Settings").SelectMany(row => Code(row[2])).Where(code => Name().IsMatch(code));
        Assert.Empty(named.Except(options, StringComparer.Ordinal));

        var calls = typeof(IOnlineMlClient).GetMethods().Concat(typeof(OnlineMlClientExtensions).GetMethods()).Select(method => method.Name);
        Assert.Empty(Table("## Calls").SelectMany(row => Code(row[2])).Where(code => code.EndsWith("Async", StringComparison.Ordinal)).Except(calls, StringComparer.Ordinal));
    }

    [GeneratedRegex("^[A-Z][A-Za-z]+$", RegexOptions.None, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeSpan();

    private static IEnumerable<string> Code(string cell) => CodeSpan().Matches(cell).Select(match => match.Groups["code"].Value);

    private static IEnumerable<string[]> Table(string heading) => File.ReadLines(Repository.PathOf("docs", "from-django-river-ml.md"))
        .SkipWhile(line => line != heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith('|'))
        .Skip(2)
        .Select(line => line.Trim('|').Split(" | "));
}
