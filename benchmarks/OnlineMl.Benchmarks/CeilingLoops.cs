namespace OnlineMl.Benchmarks;

/// <summary>The ceilings that the other scenarios are measured against.</summary>
internal sealed class CeilingLoops : IScenario
{
    private double _sum;

    public string Name => "ceilings";

    public void Run(Stopwatches stopwatches)
    {
        if (!PerformanceData.IsThere)
        {
            Console.WriteLine("The data sets are missing; write them with linear_data.py.");
            return;
        }

        var (x, y) = PerformanceData.Dense("dense", 200_000);
        var (words, wordsY) = PerformanceData.Sparse("sparse", 100_000);
        var csv = PerformanceData.Lines("dense.csv", 200_001);
        csv = csv[(Array.IndexOf(csv, (byte)'\n') + 1)..];
        var text = PerformanceData.Lines("sparse.txt", 100_000);
        var w = new double[PerformanceData.DenseFeatures];
        var squares = new double[PerformanceData.DenseFeatures];
        stopwatches.Measure("dense 10 numbers, SGD, predict + learn", y.Length, () => _sum += Ceilings.DenseSgd(x, y, w));
        stopwatches.Measure("dense 10 numbers, AdaGrad, predict + learn", y.Length, () => _sum += Ceilings.DenseAdaGrad(x, y, w, squares));
        stopwatches.Measure("dense 10 numbers, predict", y.Length, () => _sum += Ceilings.DensePredict(x, y.Length, w));
        stopwatches.Measure("CSV bytes, parse 10 numbers, SGD", y.Length, () => _sum += Ceilings.CsvSgd(csv, w, byRuntime: false));
        stopwatches.Measure("the same with the runtime's number parser", y.Length, () => _sum += Ceilings.CsvSgd(csv, w, byRuntime: true));
        var hashed = new float[Ceilings.HashedWeights * 2];
        stopwatches.Measure("sparse 50 of 2^22, SGD", wordsY.Length, () => _sum += Ceilings.SparseSgd(words, wordsY, hashed));
        Array.Clear(hashed);
        stopwatches.Measure("sparse 50 of 2^22, AdaGrad interleaved", wordsY.Length, () => _sum += Ceilings.SparseAdaGrad(words, wordsY, hashed));
        Array.Clear(hashed);
        stopwatches.Measure("50 tokens of text, hash, SGD", wordsY.Length, () => _sum += Ceilings.TextSgd(text, hashed));
        Console.WriteLine($"(checksum {_sum:0.0})");
    }
}
