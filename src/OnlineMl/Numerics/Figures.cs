using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>Structures that are made of 64-bit numbers alone, seen as those numbers.</summary>
internal static class Figures
{
    /// <summary>The numbers of a structure, in the order of its fields.</summary>
    public static Span<double> Of<T>(ref T structure)
        where T : unmanaged => MemoryMarshal.Cast<T, double>(new Span<T>(ref structure));
}
