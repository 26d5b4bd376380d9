namespace OnlineMl.Catalog;

/// <summary>How models are built from specs.</summary>
public sealed class SpecOptions
{
    /// <summary>Whether every pipeline of the model, nested ones too, learns its unsupervised steps while predicting, as
    /// river did before 0.19. Default false.</summary>
    public bool LearnDuringPredict { get; init; }
}
