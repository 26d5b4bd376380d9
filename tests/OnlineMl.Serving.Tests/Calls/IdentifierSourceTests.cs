using OnlineMl.Serving.Calls;

namespace OnlineMl.Serving.Tests.Calls;

public class IdentifierSourceTests
{
    [Fact]
    public void Next_IsARandomUuidOfVersionFourThatDoesNotRepeat()
    {
        var source = new IdentifierSource();
        var identifiers = Enumerable.Range(0, 5000).Select(_ => source.Next()).ToArray();

        Assert.Equal(identifiers.Length, identifiers.Distinct(StringComparer.Ordinal).Count());
        Assert.All(identifiers, identifier =>
        {
            Assert.True(Guid.TryParseExact(identifier, "D", out var uuid));
            Assert.Equal(4, uuid.Version);
            Assert.InRange(uuid.Variant, 8, 11);
        });
    }
}
