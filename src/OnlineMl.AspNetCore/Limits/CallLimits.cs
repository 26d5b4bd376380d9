using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;
using OnlineMl.Serving.Sharing;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>How many calls a user, or an address where there are no users, may make.</summary>
/// <remarks>The limiters are ASP.NET Core's fixed windows. They are asked by the endpoints themselves, once it is known who calls, so that they need no
/// place in the application's pipeline. Where servers share models, they count together.</remarks>
internal sealed partial class CallLimits : IDisposable
{
    private readonly AccessInstruments _instruments;
    private readonly ILogger<CallLimits> _logger;
    private readonly bool _blocks;
    private readonly Budget? _views;
    private readonly Dictionary<OnlineMlScopes, Budget> _budgets = [];
    private readonly SharedPermits? _shared;

    public CallLimits(IOptions<OnlineMlOptions> options, AccessInstruments instruments, TimeProvider time, ILogger<CallLimits> logger, ICallCounter? counter = null)
    {
        _shared = counter is null ? null : new SharedPermits(counter, time, logger);
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
    public ValueTask TakeAsync(HttpContext context, OnlineMlScopes scope, bool isBatch)
    {
        var caller = CallerOf(context);
        if (_shared is not null)
        {
            return TakeSharedAsync(_shared, caller, _views, isBatch ? null : _budgets.GetValueOrDefault(scope));
        }

        if (_views is not null)
        {
            Take(_views, caller);
        }

        if (!isBatch && _budgets.TryGetValue(scope, out var budget))
        {
            Take(budget, caller);
        }

        return default;
    }

    /// <summary>Counts each example of a batch; null when there is no limit for what it does.</summary>
    public Action? ExamplesOf(HttpContext context, OnlineMlScopes scope)
    {
        if (!_budgets.TryGetValue(scope, out var budget))
        {
            return null;
        }

        var caller = CallerOf(context);
        return _shared is null ? () => Take(budget, caller) : TakeShared;

        // Asks the other servers for one in a hundred of the limit at a time.
        void TakeShared()
        {
            var taking = TakeSharedAsync(_shared, caller, budget);
            if (!taking.IsCompletedSuccessfully)
            {
                taking.AsTask().GetAwaiter().GetResult();
            }
        }
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

    private async ValueTask TakeSharedAsync(SharedPermits shared, string caller, params IEnumerable<Budget?> budgets)
    {
        foreach (var budget in budgets.OfType<Budget>())
        {
            switch (await shared.TakeAsync(budget.Name, budget.Limit, caller).ConfigureAwait(false))
            {
                case null:
                    break;
                case { } unknown when unknown == Timeout.InfiniteTimeSpan:
                    Take(budget, caller);
                    break;
                case { } wait:
                    Refuse(budget, caller, wait);
                    break;
            }
        }
    }

    private void Take(Budget budget, string caller)
    {
        using var lease = budget.Limiter.AttemptAcquire(caller);
        if (!lease.IsAcquired)
        {
            Refuse(budget, caller, lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : budget.Limit.Window);
        }
    }

    private void Refuse(Budget budget, string caller, TimeSpan wait)
    {
        _instruments.LimitedCalls.Record(1, new KeyValuePair<string, object?>("limit", budget.Name));
        var shown = LogText.Of(caller);
        LogLimited(shown, budget.Name);
        if (_blocks)
        {
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
