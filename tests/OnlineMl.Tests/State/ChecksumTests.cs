using System.Text;
using OnlineMl.State;

namespace OnlineMl.Tests.State;

public class ChecksumTests
{
    // What the package System.IO.Hashing says: less than a word, a whole one, four, and all of them with a rest.
    [Theory]
    [InlineData("", 0xef46db3751d8e999)]
    [InlineData("a", 0xd24ec4f1a98c6e5b)]
    [InlineData("abc", 0x44bc2cf5ad770999)]
    [InlineData("onlineml keeps what it has learned, and says so", 0xca7b0a18719b0192)]
    public void Of_IsXxh64(string text, ulong expected) => Assert.Equal(expected, Checksum.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Of_TellsEveryChangedBit()
    {
        for (var length = 1; length < 80; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 37)).ToArray();
            var seen = new HashSet<ulong> { Checksum.Of(bytes) };
            for (var bit = 0; bit < 8 * length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(seen.Add(Checksum.Of(bytes)));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }
}
