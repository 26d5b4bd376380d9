namespace OnlineMl.Serving.Storage.Files;

/// <summary>A claim on a folder, which ends when it is disposed of.</summary>
internal interface IFolderClaim : IDisposable
{
    /// <summary>Whose the folder is by now when the claim was lost; null as long as it holds.</summary>
    string? FindThief();
}
