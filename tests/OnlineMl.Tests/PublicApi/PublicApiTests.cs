namespace OnlineMl.Tests.PublicApi;

/// <summary>Every change of the public surface is deliberate.</summary>
public class PublicApiTests
{
    [Fact]
    public void OnlineMl_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(Label).Assembly);
}
