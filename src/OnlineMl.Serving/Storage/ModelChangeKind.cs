namespace OnlineMl.Serving.Storage;

/// <summary>What happened to the models of a store.</summary>
public enum ModelChangeKind
{
    /// <summary>A model was created.</summary>
    Created,

    /// <summary>A model was deleted.</summary>
    Deleted,

    /// <summary>Changes may have been missed, as the connection was broken; <see cref="IModelStore.ListAsync"/> tells what there is.</summary>
    Missed,
}
