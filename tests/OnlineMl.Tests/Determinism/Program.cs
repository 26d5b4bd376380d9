namespace OnlineMl.Tests.Determinism;

/// <summary>Run by itself, the test assembly prints the fingerprints of every component, for a comparison between machines.</summary>
internal static class Program
{
    public static void Main()
    {
        Console.WriteLine(Machine.Describe());
        foreach (var line in Fingerprints.OfEverything())
        {
            Console.WriteLine(line);
        }
    }
}
