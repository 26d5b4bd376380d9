using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Cluster.Configuration;

/// <summary>Lets the configuration section <c>OnlineMl:Cluster</c> override what code set, and finds what is wrong with both.</summary>
internal sealed class ClusterConcern(IServiceProvider services) : IConcern, IPostConfigureOptions<OnlineMlClusterOptions>, IValidateOptions<OnlineMlClusterOptions>
{
    private const string Name = "Cluster";

    // Not asked for by the constructor: the options themselves ask for this.
    private readonly FirstConfiguration _configuration = services.GetRequiredService<FirstConfiguration>();

    public IEnumerable<string> Names => [Name];

    private IConfigurationSection? Section => _configuration.Section?.GetSection(Name);

    public void PostConfigure(string? name, OnlineMlClusterOptions options) => Apply(options);

    public ValidateOptionsResult Validate(string? name, OnlineMlClusterOptions options)
    {
        var review = new OptionReview();
        review.Faults.AddRange(Apply(new OnlineMlClusterOptions()));
        options.Review(review);
        return review.Faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(review.Faults.Select(fault => $"{Name}: {fault}"));
    }

    public void Fill(OnlineMlServingOptions all)
    {
        try
        {
            _ = services.GetRequiredService<IOptions<OnlineMlClusterOptions>>().Value;
        }
        catch (OptionsValidationException e)
        {
            all.Faults.AddRange(e.Failures);
        }
    }

    private IReadOnlyList<string> Apply(OnlineMlClusterOptions options) => Section is { } section ? OnlineMlSection.ApplyAll(section, options) : [];
}
