using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Configuration;

/// <summary>Lets the configuration override what the code set, and finds every fault of both at once.</summary>
internal sealed class OnlineMlOptionsSetup(
    IEnumerable<IConfigureOptions<OnlineMlServingOptions>> serving,
    IEnumerable<IValidateOptions<OnlineMlServingOptions>> validators,
    IConfiguration? configuration = null) : IConfigureOptions<OnlineMlOptions>, IPostConfigureOptions<OnlineMlOptions>, IValidateOptions<OnlineMlOptions>
{
    public void Configure(OnlineMlOptions options)
    {
        foreach (var setup in serving)
        {
            setup.Configure(options);
        }
    }

    public void PostConfigure(string? name, OnlineMlOptions options)
    {
        if (configuration is not null)
        {
            OnlineMlSection.Apply(configuration, options);
        }
    }

    public ValidateOptionsResult Validate(string? name, OnlineMlOptions options)
    {
        var faults = new List<string>();
        if (configuration is not null)
        {
            faults.AddRange(OnlineMlSection.Apply(configuration, new OnlineMlOptions()));
        }

        foreach (var validator in validators)
        {
            faults.AddRange(validator.Validate(name, options).Failures ?? []);
        }

        CheckViews(options.EnabledViews, nameof(options.EnabledViews));
        CheckViews(options.OpenViews, nameof(options.OpenViews));

        CheckUsers();
        foreach (var (key, option) in options.EarlierSigningKeys.Select(key => (key, nameof(options.EarlierSigningKeys))).Append((options.SigningKey!, nameof(options.SigningKey))))
        {
            if (key is not null && Encoding.UTF8.GetByteCount(key) is var keyBytes and < SigningKeys.LeastBytes)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} has {keyBytes} bytes; allowed is at least {SigningKeys.LeastBytes}."));
            }
        }

        Check(options.SigningKeyLifetime >= TimeSpan.Zero, nameof(options.SigningKeyLifetime), options.SigningKeyLifetime, "0 or more");
        CheckLimit(options.ViewRateLimit, nameof(options.ViewRateLimit));
        CheckLimit(options.PredictRateLimit, nameof(options.PredictRateLimit));
        CheckLimit(options.LearnRateLimit, nameof(options.LearnRateLimit));
        CheckLimit(options.ManageRateLimit, nameof(options.ManageRateLimit));
        foreach (var proxy in options.KnownProxies.Where(proxy => !TrustedProxies.TryParse(proxy, out _)))
        {
            faults.Add($"KnownProxies has '{proxy}'; allowed are addresses and networks such as 10.0.0.0/8.");
        }

        Check(
            options.TokenLifetime >= TimeSpan.FromSeconds(1) && options.TokenLifetime <= TimeSpan.FromDays(365),
            nameof(options.TokenLifetime),
            options.TokenLifetime,
            "00:00:01 to 365.00:00:00");

        Check(options.MaxBodyBytes >= 1, nameof(options.MaxBodyBytes), options.MaxBodyBytes, "at least 1");
        Check(options.MaxUploadBytes >= 1, nameof(options.MaxUploadBytes), options.MaxUploadBytes, "at least 1");
        Check(
            options.KeepAlive > TimeSpan.Zero && options.KeepAlive <= TimeSpan.FromDays(1), nameof(options.KeepAlive), options.KeepAlive, "above 0, at most 1.00:00:00");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        // A user without its secret is not shown: it may be a secret without its user.
        void CheckUsers()
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < options.Users.Count; i++)
            {
                var user = options.Users[i];
                if (user.Name.Length == 0 || user.Secret.Length == 0 || user.Name.Contains(':', StringComparison.Ordinal))
                {
                    faults.Add(string.Create(CultureInfo.InvariantCulture, $"Users has an entry, the number {i + 1}, that is not of the form name:secret."));
                }
                else if (!names.Add(user.Name))
                {
                    faults.Add($"Users has '{user.Name}' twice.");
                }
                else if (HashedSecret.IsMeantAsHash(user.Secret) && !HashedSecret.IsHash(user.Secret))
                {
                    faults.Add($"Users has '{user.Name}' with a damaged hash; 'onlineml user hash' makes one.");
                }
            }
        }

        void CheckLimit(string? limit, string option)
        {
            if (limit is not null && !RateLimit.TryParse(limit, out _))
            {
                faults.Add($"{option} is '{limit}'; allowed is {RateLimit.Notation}.");
            }
        }

        void CheckViews(IList<string> views, string option)
        {
            foreach (var view in views.Where(view => !Views.All.Contains(view, StringComparer.Ordinal)))
            {
                faults.Add($"{option} has '{view}'; allowed are {string.Join(", ", Views.All)}.");
            }
        }

        void Check(bool isGood, string option, object value, string allowed)
        {
            if (!isGood)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; allowed is {allowed}."));
            }
        }
    }
}
