using Microsoft.Extensions.Configuration;

namespace OnlineMl.Serving.Configuration;

/// <summary>The section <c>OnlineMl</c> as it was when it was first read. The service uses the options of its start, and none that an application asks for
/// after the configuration was loaded again says otherwise.</summary>
internal sealed class FirstConfiguration(IConfiguration? configuration = null)
{
    private readonly Lazy<IConfigurationSection?> _section = new(() => configuration is null ? null : new CopiedSection(configuration.GetSection(OnlineMlSection.Name)));

    /// <summary>The section; null where the application has no configuration.</summary>
    public IConfigurationSection? Section => _section.Value;
}
