using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OnlineMl.Serving.Configuration;

/// <summary>Puts the options of all concerns together and tells all that is wrong with them at once.</summary>
/// <typeparam name="T">Where they are together.</typeparam>
internal sealed class AllOptions<T>(IEnumerable<IConcern> concerns, FirstConfiguration configuration) : IConfigureOptions<T>, IValidateOptions<T>
    where T : OnlineMlServingOptions
{
    public void Configure(T options)
    {
        foreach (var concern in concerns)
        {
            concern.Fill(options);
        }

        var known = concerns.SelectMany(concern => concern.Names).Order(StringComparer.Ordinal).ToArray();
        options.Faults.AddRange((configuration.Section?.GetChildren() ?? [])
            .Where(entry => !known.Concat(OnlineMlSection.OfClients).Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
            .Select(entry => $"{entry.Path} is no option; there are {string.Join(", ", known)}."));
    }

    public ValidateOptionsResult Validate(string? name, T options) =>
        options.Faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(options.Faults);
}
