namespace OnlineMl.Serving.Storage.Shared;

/// <summary>Predictions that are remembered beside the log of a model, because copies of it made them, which append nothing.</summary>
internal interface ICarriedPredictions
{
    /// <summary>Remembers a prediction; one under the same identifier is replaced, and the oldest are forgotten when there are too many.</summary>
    /// <returns>False when the model is not there any more.</returns>
    /// <exception cref="StorageException">It cannot be written now.</exception>
    Task<bool> KeepAsync(string identifier, ReadOnlyMemory<byte> prediction, CarriedLimits limits);

    /// <summary>The prediction under an identifier; null when none is remembered.</summary>
    /// <exception cref="StorageException">It cannot be read now.</exception>
    Task<byte[]?> FindAsync(string identifier);

    /// <summary>Forgets a prediction, as it has its label.</summary>
    /// <exception cref="StorageException">It cannot be written now.</exception>
    Task ForgetAsync(string identifier);
}
