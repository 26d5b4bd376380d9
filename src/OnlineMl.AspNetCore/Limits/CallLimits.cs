using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>How many calls a user, or an address where there are no users, may make.</summary>
/// <remarks>The limiters are ASP.NET Core's fixed windows. They are asked by the endpoints themselves, once it is known who calls, so that they need no
/// place in the application's pipeline.</remarks>
internal sealed partial class CallLimits : IDisposable
{
    private readonly AccessInstruments _instruments;
    private readonly ILogger<CallLimits> _logger;
    private readonly bool _blocks;
    private readonly Budget? _views;
    private readonly Dictionary<OnlineMlScopes, Budget> _budgets = [];

    public CallLimits(IOptions<OnlineMlOptions> options, AccessInstruments instruments, ILogger<CallLimits> logger)
    {
        (_instruments, _logger, _blocks) = (instruments, logger, options.Value.RateLimit.ViewRateLimitBlock);
        if (options.Value.RateLimit.ViewRateLimitDisable)
        {
            return;
        }

        _views = Budget.Of(nameof(OnlineMlRateLimitOptions.ViewRateLimit), options.Value.RateLimit.ViewRateLimit);
        Add(OnlineMlScopes.Predict, nameof(OnlineMlRateLimitOptions.PredictRateLimit), options.Value.RateLimit.PredictRateLimit);
        Add(OnlineMlScopes.Learn, nameof(OnlineMlRateLimitOptions.LearnRateLimit), options.Value.RateLimit.LearnRateLimit);
        Add(OnlineMlScopes.Manage, nameof(OnlineMlRateLimitOptions.ManageRateLimit), options.Value.RateLimit.ManageRateLimit);
    }

    /// <summary>Whether there is any limit.</summary>
    public bool IsOn => _views is not null || _budgets.Count > 0;

    /// <summary>Counts a call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="scope">What it does.</param>
    /// <param name="isBatch">Whether its examples are counted one by one by <see cref="ExamplesOf"/>.</param>
    /// <exception cref="OnlineMlException">It is one too many.</exception>
    public void Take(HttpContext context, OnlineMlScopes scope, bool isBatch)
    {
        var caller = CallerOf(context);
        if (_views is not null)
        {
            Take(_views, caller);
        }

        if (!isBatch && _budgets.TryGetValue(scope, out var budget))
        {
            Take(budget, caller);
        }
    }

    /// <summary>Counts each example of a batch; null when there is no limit for what it does.</summary>
    public Action? ExamplesOf(HttpContext context, OnlineMlScopes scope)
    {
        if (!_budgets.TryGetValue(scope, out var budget))
        {
            return null;
        }

        var caller = CallerOf(context);
        return () => Take(budget, caller);
    }

    public void Dispose()
    {
        _views?.Limiter.Dispose();
        foreach (var budget in _budgets.Values)
        {
            budget.Limiter.Dispose();
        }
    }

    private static string CallerOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name } ? "user " + name : "address " + CallerAddress.Of(context);

    private void Add(OnlineMlScopes scope, string name, string? text)
    {
        if (Budget.Of(name, text) is { } budget)
        {
            _budgets.Add(scope, budget);
        }
    }

    private void Take(Budget budget, string caller)
    {
        using var lease = budget.Limiter.AttemptAcquire(caller);
        if (lease.IsAcquired)
        {
            return;
        }

        _instruments.LimitedCalls.Add(1, new KeyValuePair<string, object?>("limit", budget.Name));
        var shown = LogText.Of(caller);
        LogLimited(shown, budget.Name);
        if (_blocks)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : budget.Limit.Window;
            throw new OnlineMlException(
                RefusalKind.TooManyRequests,
                string.Create(CultureInfo.InvariantCulture, $"{budget.Name} allows {budget.Limit.Calls} calls in {budget.Limit.Window}; try again later."))
            {
                RetryAfter = wait,
                Limit = budget.Name,
            };
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A call of the {Caller} is beyond {Limit}.")]
    private partial void LogLimited(string caller, string limit);

    private sealed record Budget(string Name, RateLimit Limit, PartitionedRateLimiter<string> Limiter)
    {
        public static Budget? Of(string name, string? text) => RateLimit.TryParse(text, out var limit)
            ? new Budget(name, limit, PartitionedRateLimiter.Create<string, string>(
                caller => RateLimitPartition.GetFixedWindowLimiter(caller, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit.Calls, Window = limit.Window }),
                StringComparer.Ordinal))
            : null;
    }
}
