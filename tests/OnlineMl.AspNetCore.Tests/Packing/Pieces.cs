using System.Buffers;

namespace OnlineMl.AspNetCore.Tests.Packing;

/// <summary>Bytes as a server receives them: in pieces.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    /// <summary>The same bytes, cut after each so many.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, int length)
    {
        var first = new Pieces { Memory = bytes.AsMemory(0, Math.Min(length, bytes.Length)) };
        var last = first;
        for (var i = length; i < bytes.Length; i += length)
        {
            var next = new Pieces { Memory = bytes.AsMemory(i, Math.Min(length, bytes.Length - i)), RunningIndex = i };
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
