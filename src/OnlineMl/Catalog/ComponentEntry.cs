namespace OnlineMl.Catalog;

/// <summary>A component's names, and its description once that is asked for: to describe all components takes longer than to
/// train many a model.</summary>
internal sealed class ComponentEntry
{
    private readonly int _number;
    private ComponentDescriptor? _descriptor;

    public ComponentEntry(ComponentDescriptor descriptor)
    {
        _descriptor = descriptor;
        TypeName = descriptor.Type.FullName ?? descriptor.Type.Name;
        Names = [.. descriptor.Aliases.Prepend(descriptor.Name).Distinct(StringComparer.Ordinal)];
    }

    private ComponentEntry(int number, string line)
    {
        _number = number;
        var parts = line.Split('\t');
        TypeName = parts[0];
        Names = parts[1..];
    }

    /// <summary>The full name of the class.</summary>
    public string TypeName { get; }

    /// <summary>The name in a spec, then the other ones.</summary>
    public string[] Names { get; }

    public ComponentDescriptor Descriptor =>
        _descriptor ?? Interlocked.CompareExchange(ref _descriptor, GeneratedComponents.Describe(_number), null) ?? _descriptor;

    /// <summary>The library's own components, by name.</summary>
    public static ComponentEntry[] OfLibrary()
    {
        var lines = GeneratedComponents.Names.Split('\n');
        var entries = new ComponentEntry[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            entries[i] = new ComponentEntry(i, lines[i]);
        }

        return entries;
    }
}
