namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A test that mounts a file system.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = TemporaryDisk.WhyNot;
}
