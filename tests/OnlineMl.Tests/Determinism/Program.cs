namespace OnlineMl.Tests.Determinism;

/// <summary>Run by itself, the test assembly prints the fingerprints of every component, or of what is made of texts, for a comparison between machines.</summary>
internal static class Program
{
    /// <summary>What prints the fingerprints of what is made of texts instead.</summary>
    public const string Texts = "texts";

    public static void Main(string[] arguments)
    {
        if (arguments is [Texts])
        {
            foreach (var line in TextRules.Fingerprints())
            {
                Console.WriteLine(line);
            }

            return;
        }

        Console.WriteLine(Machine.Describe());
        foreach (var line in Fingerprints.OfEverything())
        {
            Console.WriteLine(line);
        }
    }
}
