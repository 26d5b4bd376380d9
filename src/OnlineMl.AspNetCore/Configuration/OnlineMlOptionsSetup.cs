using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
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

        foreach (var view in options.EnabledViews.Where(view => !Views.All.Contains(view, StringComparer.Ordinal)))
        {
            faults.Add($"EnabledViews has '{view}'; allowed are {string.Join(", ", Views.All)}.");
        }

        Check(options.MostBodyBytes >= 1, nameof(options.MostBodyBytes), options.MostBodyBytes, "at least 1");
        Check(options.MostModelBytes >= 1, nameof(options.MostModelBytes), options.MostModelBytes, "at least 1");
        Check(
            options.KeepAlive > TimeSpan.Zero && options.KeepAlive <= TimeSpan.FromDays(1), nameof(options.KeepAlive), options.KeepAlive, "above 0, at most 1.00:00:00");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool isGood, string option, object value, string allowed)
        {
            if (!isGood)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; allowed is {allowed}."));
            }
        }
    }
}
