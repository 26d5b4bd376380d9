namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A folder in memory that knows which of its names are on the disk.</summary>
/// <param name="names">Which names are one in it and in those that are made in it.</param>
internal sealed class SimulatedFolder(IComparer<string> names)
{
    private readonly List<Action<SortedDictionary<string, object>>> _unflushed = [];
    private SortedDictionary<string, object> _durable = new(names);

    public SimulatedFolder()
        : this(StringComparer.Ordinal)
    {
    }

    /// <summary>The files and folders in it.</summary>
    public SortedDictionary<string, object> Entries { get; } = new(names);

    /// <summary>Makes a folder that takes the same names for one.</summary>
    public SimulatedFolder Like() => new(names);

    public void Change(Action<SortedDictionary<string, object>> change)
    {
        change(Entries);
        _unflushed.Add(change);
    }

    public void Flush()
    {
        _durable = new SortedDictionary<string, object>(Entries, names);
        _unflushed.Clear();
    }

    /// <summary>What is found when power is back: the names on the disk and, by chance, the first changes that were on their way.</summary>
    public SimulatedFolder AfterPowerLoss(Random? chance)
    {
        var entries = new SortedDictionary<string, object>(_durable, names);
        foreach (var change in _unflushed.Take(chance?.Next(_unflushed.Count + 1) ?? 0))
        {
            change(entries);
        }

        return Of(entries, folder => folder.AfterPowerLoss(chance), file => file.AfterPowerLoss(chance));
    }

    /// <summary>All that is in it now.</summary>
    public SimulatedFolder Copy() => Of(Entries, folder => folder.Copy(), file => file.Copy());

    private SimulatedFolder Of(
        SortedDictionary<string, object> entries, Func<SimulatedFolder, SimulatedFolder> ofFolder, Func<SimulatedFile, SimulatedFile> ofFile)
    {
        var made = Like();
        foreach (var (name, entry) in entries)
        {
            made.Entries[name] = entry is SimulatedFolder folder ? ofFolder(folder) : ofFile((SimulatedFile)entry);
        }

        made.Flush();
        return made;
    }
}
