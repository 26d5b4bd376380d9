using OnlineMl.Numerics;
using OnlineMl.Randomness;

namespace OnlineMl.Tests.Numerics;

public sealed class NameHashTests
{
    [Fact]
    public void OfPadded_GivesTheSameAsOf()
    {
        var random = new RandomSource(3);
        for (var length = 0; length < 40; length++)
        {
            var bytes = new byte[length + NameHash.Padding];
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)random.NextInt(256);
            }

            Assert.Equal(NameHash.Of(bytes.AsSpan(0, length), 0), NameHash.OfPadded(bytes, length));
        }
    }
}
