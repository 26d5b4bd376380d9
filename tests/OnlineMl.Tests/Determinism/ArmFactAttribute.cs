namespace OnlineMl.Tests.Determinism;

/// <summary>A test that runs an ARM build of this assembly, of which .ci/run tells where it is.</summary>
internal sealed class ArmFactAttribute : FactAttribute
{
    public ArmFactAttribute()
    {
        if (MachinesTests.ArmBuild is null)
        {
            Skip = "ONLINEML_ARM_BUILD names no ARM build of this assembly, as .ci/arm64 makes one";
        }
    }
}
