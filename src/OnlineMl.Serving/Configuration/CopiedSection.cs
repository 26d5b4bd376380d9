using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace OnlineMl.Serving.Configuration;

/// <summary>A section of a configuration as it was once, whatever becomes of the configuration.</summary>
internal sealed class CopiedSection : IConfigurationSection
{
    private readonly CopiedSection[] _children = [];
    private readonly string? _value;

    public CopiedSection(IConfigurationSection section)
    {
        (Key, Path, _value) = (section.Key, section.Path, section.Value);
        _children = [.. section.GetChildren().Select(child => new CopiedSection(child))];
    }

    private CopiedSection(string key, string path) => (Key, Path) = (key, path);

    public string Key { get; }

    public string Path { get; }

    public string? Value
    {
        get => _value;
        set => throw NotChangeable();
    }

    public string? this[string key]
    {
        get => GetSection(key).Value;
        set => throw NotChangeable();
    }

    public IConfigurationSection GetSection(string key) => key.IndexOf(':') is >= 0 and var end
        ? GetSection(key[..end]).GetSection(key[(end + 1)..])
        : Array.Find(_children, child => string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase)) ?? new CopiedSection(key, ConfigurationPath.Combine(Path, key));

    public IEnumerable<IConfigurationSection> GetChildren() => _children;

    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    private static NotSupportedException NotChangeable() => new("A copy of a configuration is not to be changed.");
}
