namespace OnlineMl.Composition;

/// <summary>What the value of a feature is.</summary>
public enum FeatureType
{
    /// <summary>A number, or a truth value, which is 0 or 1.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,
}
