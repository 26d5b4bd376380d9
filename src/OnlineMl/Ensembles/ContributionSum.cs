namespace OnlineMl.Ensembles;

/// <summary>Adds up what features add to the predictions of several models.</summary>
internal sealed class ContributionSum
{
    private readonly Dictionary<string, double> _parts = new(StringComparer.Ordinal);
    private double _baseline;

    /// <summary>Adds a share of the contributions to one of the predictions.</summary>
    public void Add(Contributions contributions, double share)
    {
        _baseline += share * contributions.Baseline;
        foreach (var (name, contribution) in contributions)
        {
            _parts[name] = _parts.GetValueOrDefault(name) + (share * contribution);
        }
    }

    /// <summary>Writes the sums.</summary>
    public void WriteTo(Contributions contributions)
    {
        contributions.Baseline = _baseline;
        foreach (var (name, contribution) in _parts)
        {
            contributions.Add(name, contribution);
        }
    }
}
