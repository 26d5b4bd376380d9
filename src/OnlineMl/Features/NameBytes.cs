using System.Buffers;
using System.Text;

namespace OnlineMl.Features;

/// <summary>The names of features in UTF-8, without making an array for each.</summary>
internal static class NameBytes
{
    /// <summary>The bytes of a name; in a buffer that is given, or in one that is rented where that is too short.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<char> name, Span<byte> buffer, ref byte[]? rented)
    {
        if (name.Length * 3 > buffer.Length)
        {
            buffer = rented = ArrayPool<byte>.Shared.Rent(name.Length * 3);
        }

        return buffer[..Encoding.UTF8.GetBytes(name, buffer)];
    }

    /// <summary>Gives back what was rented, if anything was.</summary>
    public static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
