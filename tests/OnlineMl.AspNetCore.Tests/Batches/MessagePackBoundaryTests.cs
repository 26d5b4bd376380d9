using MessagePack;
using OnlineMl.AspNetCore.Batches;

namespace OnlineMl.AspNetCore.Tests.Batches;

public class MessagePackBoundaryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Values_EndWhereTheReaderOfThePackageEndsThem(int pieceLength)
    {
        var random = new Random(pieceLength);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[2000];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length - 2; i++)
            {
                // What no value begins with, and lengths that the package does not pass over.
                bytes[i] = bytes[i] == 0xC1 ? (byte)0xC0 : bytes[i];
                if (bytes[i] is 0xC6 or 0xC9 or 0xDB or 0xDD or 0xDF)
                {
                    bytes[i + 1] = bytes[i + 2] = 0;
                }
            }

            Assert.Equal(EndsByReader(bytes), EndsByBoundary(bytes, pieceLength));
        }
    }

    [Fact]
    public void DeepNesting_TakesNoStack()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x91, 10_000_000), 0xC0, 0xC0];
        Assert.Equal([10_000_001, 10_000_002], EndsByBoundary(bytes, bytes.Length));
    }

    private static List<int> EndsByReader(byte[] bytes)
    {
        var ends = new List<int>();
        var reader = new MessagePackReader(bytes);
        try
        {
            while (!reader.End)
            {
                reader.Skip();
                ends.Add((int)reader.Consumed);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or MessagePackSerializationException)
        {
        }

        return ends;
    }

    private static List<int> EndsByBoundary(byte[] bytes, int pieceLength)
    {
        var ends = new List<int>();
        var boundary = new MessagePackBoundary();
        for (var i = 0; i < bytes.Length;)
        {
            var piece = bytes.AsSpan(i, Math.Min(pieceLength, bytes.Length - i));
            var end = boundary.FindEnd(piece);
            i += end < 0 ? piece.Length : end;
            if (end >= 0)
            {
                ends.Add(i);
            }
        }

        return ends;
    }
}
