using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace OnlineMl.Serving.Configuration;

/// <summary>Lets the configuration override what code set for one concern, and finds what is wrong with both.</summary>
/// <remarks>It is the configuration's word that counts, so that a deployment needs no new build.</remarks>
/// <typeparam name="T">The options of the concern.</typeparam>
internal sealed class Concern<[DynamicallyAccessedMembers(OnlineMlSection.Needs)] T>(IServiceProvider services)
    : IConcern, IPostConfigureOptions<T>, IValidateOptions<T>
    where T : class, IReviewedOptions, new()
{
    // Not asked for by the constructor: the options themselves ask for this.
    private readonly FirstConfiguration _configuration = (FirstConfiguration)services.GetService(typeof(FirstConfiguration))!;

    public IEnumerable<string> Names => typeof(T).GetProperties().Select(property => property.Name);

    public void PostConfigure(string? name, T options)
    {
        if (_configuration.Section is { } section)
        {
            OnlineMlSection.Apply(section, options);
        }
    }

    public ValidateOptionsResult Validate(string? name, T options)
    {
        var review = new OptionReview();
        if (_configuration.Section is { } section)
        {
            review.Faults.AddRange(OnlineMlSection.Apply(section, new T()));
        }

        options.Review(review);
        return review.Faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(review.Faults);
    }

    public void Fill(OnlineMlServingOptions all)
    {
        try
        {
            all.Take(((IOptions<T>)services.GetService(typeof(IOptions<T>))!).Value);
        }
        catch (OptionsValidationException e)
        {
            all.Faults.AddRange(e.Failures);
        }
    }
}
