namespace OnlineMl.Serving.Tests.Storage;

/// <summary>A test that mounts a file system.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = TemporaryDisk.WhyNot;
}
