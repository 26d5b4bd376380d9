using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;
using StackExchange.Redis;

namespace OnlineMl.Redis.Configuration;

/// <summary>Lets the configuration section <c>OnlineMl:Redis</c> override what code set, and finds what is wrong with both.</summary>
internal sealed class RedisConcern(IServiceProvider services) : IConcern, IPostConfigureOptions<OnlineMlRedisOptions>, IValidateOptions<OnlineMlRedisOptions>
{
    private const string Name = "Redis";

    // Not asked for by the constructor: the options themselves ask for this.
    private readonly FirstConfiguration _configuration = services.GetRequiredService<FirstConfiguration>();

    public IEnumerable<string> Names => [Name];

    private IConfigurationSection? Section => _configuration.Section?.GetSection(Name);

    public void PostConfigure(string? name, OnlineMlRedisOptions options) => Apply(options);

    public ValidateOptionsResult Validate(string? name, OnlineMlRedisOptions options)
    {
        var review = new OptionReview();
        review.Faults.AddRange(Apply(new OnlineMlRedisOptions()));
        options.Review(review, services.GetService<IServiceProviderIsService>()?.IsService(typeof(IConnectionMultiplexer)) == true);
        return review.Faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(review.Faults.Select(fault => $"{Name}: {fault}"));
    }

    public void Fill(OnlineMlServingOptions all)
    {
        try
        {
            _ = services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value;
        }
        catch (OptionsValidationException e)
        {
            all.Faults.AddRange(e.Failures);
        }
    }

    private IReadOnlyList<string> Apply(OnlineMlRedisOptions options)
    {
        if (Section is not { } section)
        {
            return [];
        }

        if (!string.IsNullOrEmpty(section.Value))
        {
            options.Connection = section.Value;
        }

        return OnlineMlSection.ApplyAll(section, options);
    }
}
