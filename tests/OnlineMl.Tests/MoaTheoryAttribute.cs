namespace OnlineMl.Tests;

/// <summary>A test that needs the examples of MOA's generators. It is skipped where they are absent.</summary>
internal sealed class MoaTheoryAttribute : TheoryAttribute
{
    public MoaTheoryAttribute()
    {
        if (MoaStream.Find("led") is null || MoaStream.Find("agrawal") is null)
        {
            Skip = "../shared/perf is absent and ONLINEML_SHARED names no folder that has it";
        }
    }
}
