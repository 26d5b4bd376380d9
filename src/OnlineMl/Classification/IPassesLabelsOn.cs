namespace OnlineMl.Classification;

/// <summary>A classifier that teaches another one the labels that it is taught, so that it knows as many classes as that.</summary>
internal interface IPassesLabelsOn
{
    /// <summary>The other classifier.</summary>
    IClassifier Receiver { get; }
}
