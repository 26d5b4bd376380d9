namespace OnlineMl.Tests;

/// <summary>A test of several cases that needs the reference material beside the repository. It is skipped where that is absent.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        if (!Directory.Exists(Environment.GetEnvironmentVariable("ONLINEML_SHARED") ?? Repository.PathOf("..", "shared")))
        {
            Skip = "../shared is absent and ONLINEML_SHARED names no folder";
        }
    }
}
