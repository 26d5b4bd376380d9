namespace OnlineMl.Linear;

/// <summary>How much memory weights take whose number is fixed by a hash.</summary>
internal static class HashedWeights
{
    /// <summary>About how many bytes one set of weights takes; 0 for weights that grow with the features.</summary>
    /// <param name="hashBits">The binary logarithm of the number of weights, or 0 for one per feature.</param>
    /// <param name="numbers">How many numbers belong to a feature.</param>
    public static double EstimateBytes(int hashBits, int numbers) => hashBits == 0 ? 0 : Math.ScaleB(sizeof(double) * (1.0 + numbers), hashBits);
}
