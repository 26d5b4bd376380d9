namespace OnlineMl.Features;

/// <summary>How many names, or texts, each vocabulary of a model may have: the names of features, those that a step makes, the values that an encoder
/// tells apart, the groups of an aggregate. It is kept with the model, so that every replay of the same examples does the same.</summary>
internal static class NameLimit
{
    /// <summary>The most names where a model does not say otherwise.</summary>
    public const int Usual = 1 << 20;

    /// <summary>The highest limit that a model can have.</summary>
    public const int Largest = 1 << 28;

    /// <summary>What stands for all texts that a full vocabulary does not know.</summary>
    public const string OtherText = "…";
}
