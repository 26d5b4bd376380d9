namespace OnlineMl.Benchmarks;

/// <summary>A group of measurements. Every class that implements it is found and can be run by its name.</summary>
public interface IScenario
{
    /// <summary>The name to run it by.</summary>
    string Name { get; }

    /// <summary>Measures and reports.</summary>
    void Run(Stopwatches stopwatches);
}
