namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A test that needs the program <c>flock</c>.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = File.Exists("/usr/bin/flock") ? null : "There is no /usr/bin/flock to take the claim with.";
}
