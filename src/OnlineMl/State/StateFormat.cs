using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OnlineMl.State;

/// <summary>What follows from the one description of an object's state: saving, loading, copying, hashing, measuring and
/// looking at it.</summary>
/// <remarks>The binary form is MessagePack: an object is a map from field names to values, so that any MessagePack library
/// reads it. Three floating-point or eight whole numbers or more of an array are one extension of their bytes, little end first: type code 1 for 64-bit
/// floating-point numbers, 2 for 32-bit and 3 for 64-bit whole numbers, 4 for 32-bit whole numbers without a sign. Fewer are a list.
/// A label is nil, a truth value, a whole number or a text; an object of one of several shapes is a list of the shape and the object.
/// NaN has one form. Equal states give equal bytes, on every machine.</remarks>
public static class StateFormat
{
    /// <summary>How deep objects may be nested in objects.</summary>
    public const int DeepestObject = 250;

    /// <summary>What an object learned, as bytes.</summary>
    /// <exception cref="InvalidOperationException">The state is larger than 2 GB or too deeply nested.</exception>
    public static byte[] Save(IStateful source)
    {
        using var buffer = Write(source);
        var bytes = GC.AllocateUninitializedArray<byte>(buffer.Count);
        buffer.Written.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Fills an object, which was built from the same spec as the one that was saved.</summary>
    /// <remarks>After an exception the object is in no useful state.</remarks>
    /// <exception cref="StateFormatException">The bytes are damaged or belong to an object of another shape.</exception>
    public static void Load(IStateful target, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            var reader = new StateReader(bytes);
            reader.Object(target);
            reader.ExpectEnd();
        }
        catch (Exception exception) when (exception is not (StateFormatException or OutOfMemoryException))
        {
            throw Unfit(target, exception);
        }
    }

    /// <summary>Makes a twin, built from the same spec, know what an object knows.</summary>
    /// <remarks>The fields go from the one description to the other without becoming bytes, several times faster than saving and
    /// loading, so that it is the way to branch off a trained part while a model learns: <see cref="Catalog.Untrained.CopyOf"/> makes the
    /// twin. The two share nothing afterwards. After an exception the twin is in no useful state.</remarks>
    /// <exception cref="StateFormatException">The target is no twin but an object of another shape.</exception>
    public static void CopyTo(IStateful source, IStateful target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source is SavedState saved)
        {
            Load(target, saved.Bytes);
            return;
        }

        try
        {
            var tape = new StateTape();
            new StateTapeWriter(tape).Object("", source);
            new StateTapeReader(tape).Object(0, target);
        }
        catch (Exception exception) when (exception is not (StateFormatException or OutOfMemoryException))
        {
            throw Unfit(target, exception);
        }
    }

    /// <summary>The SHA-256 of what an object learned, in lower-case hexadecimal digits. Equal states have equal hashes.</summary>
    public static string Hash(IStateful source)
    {
        using var buffer = Write(source);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.Written));
    }

    /// <summary>About how many bytes of memory the learned state takes.</summary>
    public static long MemorySize(IStateful source) => Measure(source).Bytes;

    /// <summary>The same, and how far the vocabularies in it have grown.</summary>
    internal static (long Bytes, NameCount Names) Measure(IStateful source)
    {
        var measure = new StateMeasure();
        measure.Object(source);
        return (measure.Bytes, measure.Names);
    }

    /// <summary>What an object learned, for people: the same fields as JSON. Numbers that JSON does not know are texts.</summary>
    public static string ToJson(IStateful source, bool indented = false)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented }))
        {
            WriteJson(source, json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes what an object learned as a JSON object; see <see cref="ToJson"/>.</summary>
    public static void WriteJson(IStateful source, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(json);
        new StateJsonWriter(json).Object(source);
    }

    internal static void Append(IStateful source, StateBuffer buffer)
    {
        if (source is SavedState saved)
        {
            buffer.Write(saved.Bytes.Span);
        }
        else
        {
            new StateWriter(buffer).Object(source);
        }
    }

    private static StateFormatException Unfit(IStateful target, Exception exception) =>
        new($"The state does not fit the {target.GetType().Name} that is to take it: {exception.Message}", exception);

    private static StateBuffer Write(IStateful source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var buffer = new StateBuffer();
        Append(source, buffer);
        return buffer;
    }
}
