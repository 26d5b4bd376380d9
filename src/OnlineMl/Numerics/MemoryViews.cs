using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>Memory seen as values of another kind: as many whole ones as there are bytes for, so that none lies outside of it.</summary>
internal static class MemoryViews
{
    /// <summary>The words of eight bytes, each as the machine has it in memory; bytes that are left over belong to none.</summary>
    public static ReadOnlySpan<ulong> Words(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);

    /// <summary>The pairs of bytes as characters; one that is left over belongs to none.</summary>
    public static ReadOnlySpan<char> Characters(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, char>(bytes);

    /// <summary>The array that some memory is a part of; a copy where it is of none.</summary>
    public static ArraySegment<byte> Segment(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var found) ? found : new ArraySegment<byte>(bytes.ToArray());
}
