namespace OnlineMl.Parity;

/// <summary>Runs tables: records without a spec, each kind with rows of its own.</summary>
public interface ITable
{
    /// <summary>Whether a record is such a table.</summary>
    bool Knows(ParityRecord record);

    /// <summary>Computes the rows and compares.</summary>
    /// <exception cref="Catalog.SpecException">The table is about a component that does not exist.</exception>
    void Run(ParityRecord record, ReferenceData data, Comparison comparison);
}
