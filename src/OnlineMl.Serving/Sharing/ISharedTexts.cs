using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Sharing;

/// <summary>Small texts that servers which share models have in common, such as who may use them.</summary>
internal interface ISharedTexts
{
    /// <summary>The text of a name and its version; version 0 when there is none.</summary>
    /// <exception cref="StorageException">It cannot be read now.</exception>
    Task<(long Version, byte[] Text)> ReadAsync(string name);

    /// <summary>Replaces the text of a name, if it is of a version.</summary>
    /// <returns>False when it is of another.</returns>
    /// <exception cref="StorageException">It cannot be written now, or it is not known whether it was.</exception>
    Task<bool> TryWriteAsync(string name, long version, byte[] text);
}
