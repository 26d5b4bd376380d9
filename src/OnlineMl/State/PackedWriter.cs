using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using MessagePack;
using OnlineMl.Numerics;

namespace OnlineMl.State;

/// <summary>Writes MessagePack values, each in its shortest form.</summary>
/// <remarks>The forms that nearly all values of a state have are written here, because a state is many small values; the package writes
/// all others. The bytes are those of the package.</remarks>
internal readonly struct PackedWriter(StateBuffer buffer)
{
    private delegate void WriteOne<in T>(ref MessagePackWriter writer, T value)
        where T : allows ref struct;

    /// <summary>Writes nil.</summary>
    public void WriteNil() => WriteCode(MessagePackCode.Nil);

    /// <summary>Writes a truth value.</summary>
    public void Write(bool value) => WriteCode(value ? MessagePackCode.True : MessagePackCode.False);

    /// <summary>Writes a number; NaN in its one form.</summary>
    public void Write(double value)
    {
        var span = buffer.GetSpan(1 + sizeof(double));
        span[0] = MessagePackCode.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], NumberBytes.OneNaN(value));
        buffer.Advance(1 + sizeof(double));
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(long value)
    {
        if (value is >= 0 and <= MessagePackCode.MaxFixInt)
        {
            WriteCode((byte)value);
        }
        else
        {
            ByPackage(value, static (ref writer, value) => writer.Write(value));
        }
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(ulong value)
    {
        if (value <= MessagePackCode.MaxFixInt)
        {
            WriteCode((byte)value);
        }
        else
        {
            ByPackage(value, static (ref writer, value) => writer.Write(value));
        }
    }

    /// <summary>Writes a text or null.</summary>
    public void Write(string? text)
    {
        if (text is not { Length: <= MessagePackRange.MaxFixStringLength } || !TryWriteShort(text))
        {
            ByPackage(text, static (ref writer, text) => writer.Write(text));
        }
    }

    /// <summary>Writes a class.</summary>
    public void Write(Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Boolean:
                Write(label.Number != 0);
                break;
            case LabelKind.Number:
                Write(label.Number);
                break;
            case LabelKind.Text:
                Write(label.Text);
                break;
            case LabelKind.None:
                WriteNil();
                break;
            default:
                throw new UnreachableException($"A label is of the kind {label.Kind}.");
        }
    }

    /// <summary>Writes the number of values of a list that follow.</summary>
    public void WriteArrayHeader(int count)
    {
        if (count <= MessagePackRange.MaxFixArrayCount)
        {
            WriteCode((byte)(MessagePackCode.MinFixArray | count));
        }
        else
        {
            ByPackage(count, static (ref writer, count) => writer.WriteArrayHeader(count));
        }
    }

    /// <summary>Writes the number of entries of a map that follow.</summary>
    public void WriteMapHeader(int count)
    {
        if (count <= MessagePackRange.MaxFixMapCount)
        {
            WriteCode((byte)(MessagePackCode.MinFixMap | count));
        }
        else
        {
            ByPackage(count, static (ref writer, count) => writer.WriteMapHeader(count));
        }
    }

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => ByPackage(bytes, static (ref writer, bytes) => writer.Write(bytes));

    /// <summary>Writes what stands before the bytes of an extension.</summary>
    public void WriteExtensionHeader(NumberKind kind, uint length)
    {
        if (length is > 16 and <= byte.MaxValue)
        {
            var span = buffer.GetSpan(3);
            span[0] = MessagePackCode.Ext8;
            span[1] = (byte)length;
            span[2] = (byte)kind;
            buffer.Advance(3);
        }
        else
        {
            ByPackage(new ExtensionHeader((sbyte)kind, length), static (ref writer, header) => writer.WriteExtensionFormatHeader(header));
        }
    }

    private bool TryWriteShort(string text)
    {
        var span = buffer.GetSpan(1 + text.Length);
        if (Ascii.FromUtf16(text, span[1..], out _) != OperationStatus.Done)
        {
            return false;
        }

        span[0] = (byte)(MessagePackCode.MinFixStr | text.Length);
        buffer.Advance(1 + text.Length);
        return true;
    }

    private void WriteCode(byte code)
    {
        buffer.GetSpan(1)[0] = code;
        buffer.Advance(1);
    }

    private void ByPackage<T>(T value, WriteOne<T> write)
        where T : allows ref struct
    {
        var writer = new MessagePackWriter(buffer);
        write(ref writer, value);
        writer.Flush();
    }
}
