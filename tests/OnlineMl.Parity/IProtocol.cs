namespace OnlineMl.Parity;

/// <summary>Runs one kind of records.</summary>
public interface IProtocol
{
    /// <summary>The kind of records.</summary>
    string Kind { get; }

    /// <summary>Computes what the record holds and compares.</summary>
    void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison);
}
