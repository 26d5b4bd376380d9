using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OnlineMl.AspNetCore.Authentication;
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

        // A user without its secret is not shown: it may be a secret without its user.
        for (var i = 0; i < options.Users.Count; i++)
        {
            if (!UserTokens.IsUser(options.Users[i]))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"Users has an entry, the number {i + 1}, that is not of the form name:secret."));
            }
        }

        if (options.SigningKey is { } key && Encoding.UTF8.GetByteCount(key) is var keyBytes and < AccessTokens.LeastKeyBytes)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"SigningKey has {keyBytes} bytes; allowed is at least {AccessTokens.LeastKeyBytes}."));
        }

        Check(
            options.TokenLifetime >= TimeSpan.FromSeconds(1) && options.TokenLifetime <= TimeSpan.FromDays(365),
            nameof(options.TokenLifetime),
            options.TokenLifetime,
            "00:00:01 to 365.00:00:00");

        Check(options.MostBodyBytes >= 1, nameof(options.MostBodyBytes), options.MostBodyBytes, "at least 1");
        Check(options.MostModelBytes >= 1, nameof(options.MostModelBytes), options.MostModelBytes, "at least 1");
        Check(
            options.KeepAlive > TimeSpan.Zero && options.KeepAlive <= TimeSpan.FromDays(1), nameof(options.KeepAlive), options.KeepAlive, "above 0, at most 1.00:00:00");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

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
