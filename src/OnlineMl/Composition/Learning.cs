namespace OnlineMl.Composition;

/// <summary>What learns while an example is transformed.</summary>
internal enum Learning
{
    /// <summary>Nothing: a prediction, or an example that was learned step by step.</summary>
    Nothing,

    /// <summary>The unsupervised steps of pipelines inside unions: in river a pipeline that learns while it predicts makes these learn
    /// while it learns, too.</summary>
    NestedPipelines,

    /// <summary>All unsupervised steps.</summary>
    Everything,
}
