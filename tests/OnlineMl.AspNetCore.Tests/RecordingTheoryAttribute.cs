namespace OnlineMl.AspNetCore.Tests;

/// <summary>A test that needs the recorded exchanges beside the repository. It is skipped where they are absent.</summary>
internal sealed class RecordingTheoryAttribute : TheoryAttribute
{
    public RecordingTheoryAttribute()
    {
        if (SharedFolder.Find("wire") is null)
        {
            Skip = "../shared/wire is absent";
        }
    }
}
