namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A folder in memory that knows which of its names are on the disk.</summary>
internal sealed class SimulatedFolder
{
    private readonly List<Action<SortedDictionary<string, object>>> _unflushed = [];
    private SortedDictionary<string, object> _durable = new(StringComparer.Ordinal);

    /// <summary>The files and folders in it.</summary>
    public SortedDictionary<string, object> Entries { get; } = new(StringComparer.Ordinal);

    public void Change(Action<SortedDictionary<string, object>> change)
    {
        change(Entries);
        _unflushed.Add(change);
    }

    public void Flush()
    {
        _durable = new SortedDictionary<string, object>(Entries, StringComparer.Ordinal);
        _unflushed.Clear();
    }

    /// <summary>What is found when power is back: the names on the disk and, by chance, the first changes that were on their way.</summary>
    public SimulatedFolder AfterPowerLoss(Random? chance)
    {
        var names = new SortedDictionary<string, object>(_durable, StringComparer.Ordinal);
        foreach (var change in _unflushed.Take(chance?.Next(_unflushed.Count + 1) ?? 0))
        {
            change(names);
        }

        return Of(names, folder => folder.AfterPowerLoss(chance), file => file.AfterPowerLoss(chance));
    }

    /// <summary>All that is in it now.</summary>
    public SimulatedFolder Copy() => Of(Entries, folder => folder.Copy(), file => file.Copy());

    private static SimulatedFolder Of(
        SortedDictionary<string, object> names, Func<SimulatedFolder, SimulatedFolder> ofFolder, Func<SimulatedFile, SimulatedFile> ofFile)
    {
        var made = new SimulatedFolder();
        foreach (var (name, entry) in names)
        {
            made.Entries[name] = entry is SimulatedFolder folder ? ofFolder(folder) : ofFile((SimulatedFile)entry);
        }

        made.Flush();
        return made;
    }
}
