namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("onlineml-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
