using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using OnlineMl.Features;

namespace OnlineMl.State;

/// <summary>A saved model: its header, from which the model is built, and its parts, with which it is then filled.</summary>
/// <remarks>One MessagePack map: <c>format</c> ("onlineml"), <c>version</c>, <c>spec</c> (JSON text), <c>options</c>, the parts by
/// name, and last <c>checksum</c>, the XXH64 of all bytes in front of its own value as eight bytes, the largest first; in versions 1 and 2
/// their SHA-256. A file is checked as a whole before anything of it is used.
/// <example><code>
/// ModelFile.Write(stream, new ModelHeader(spec), space, model);
///
/// var file = ModelFile.Read(stream);
/// var (space, model) = Build(file.Header.Spec);
/// file.Fill(space, model);
/// </code></example></remarks>
public sealed class ModelFile
{
    /// <summary>The version of the format that is written, and the newest that is read. All before it are read, too.</summary>
    public const int Version = 3;

    /// <summary>The part that holds the names and text values of the model's features.</summary>
    public const string FeaturesPart = "features";

    /// <summary>The part that holds the classes of a classifier.</summary>
    public const string LabelsPart = "labels";

    /// <summary>The part that holds what the model learned.</summary>
    public const string StatePart = "state";

    private const string FormatName = "onlineml";
    private const int ChecksumBytes = sizeof(ulong);
    private const int LastWithSha256 = 2;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _parts = new(StringComparer.Ordinal);

    private ModelFile(ModelHeader header) => Header = header;

    /// <summary>What the model is built from.</summary>
    public ModelHeader Header { get; }

    /// <summary>The names of the parts.</summary>
    public IReadOnlyCollection<string> Parts => _parts.Keys;

    /// <summary>Writes a model and its features.</summary>
    /// <exception cref="InvalidOperationException">The state is larger than 2 GB or too deeply nested.</exception>
    public static void Write(Stream stream, ModelHeader header, FeatureSpace features, IStateful model) =>
        Write(stream, header, (FeaturesPart, features), (StatePart, model));

    /// <summary>Writes any parts, for instance metrics beside the model.</summary>
    /// <exception cref="ArgumentException">A name is given twice or belongs to the envelope.</exception>
    /// <exception cref="InvalidOperationException">The state is larger than 2 GB or too deeply nested.</exception>
    public static void Write(Stream stream, ModelHeader header, params ReadOnlySpan<(string Name, IStateful Part)> parts)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var file = ToMemory(header, expectedBytes: 0, parts);
        stream.Write(file.Memory.Span);
    }

    /// <summary>Any parts as the bytes of a file, in memory that is borrowed until it is disposed of.</summary>
    /// <param name="header">What the model is built from.</param>
    /// <param name="expectedBytes">About how many bytes it will be, at least 0.</param>
    /// <param name="parts">The parts.</param>
    /// <exception cref="ArgumentException">A name is given twice or belongs to the envelope.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expectedBytes"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The state is larger than 2 GB or too deeply nested.</exception>
    public static IMemoryOwner<byte> ToMemory(ModelHeader header, int expectedBytes, params ReadOnlySpan<(string Name, IStateful Part)> parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expectedBytes);
        var buffer = new StateBuffer(expectedBytes);
        try
        {
            Write(buffer, header, parts);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="StateFormatException">The stream does not hold a saved model, is damaged, or was written by a newer version.</exception>
    public static ModelFile Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var left = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (left is <= 0 || left > Array.MaxLength)
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return Read(copy.GetBuffer().AsMemory(0, (int)copy.Length));
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)left);
        return Read(bytes.AsMemory(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
    }

    /// <summary>Reads and checks a file that is in memory. The bytes must not change while the result is used.</summary>
    /// <exception cref="StateFormatException">The bytes are not a saved model, are damaged, or were written by a newer version.</exception>
    public static ModelFile Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var (version, entries) = ReadBeginning(ref reader, bytes.Span);
        var checksumBytes = version <= LastWithSha256 ? SHA256.HashSizeInBytes : ChecksumBytes;
        CheckSum(bytes.Span, checksumBytes);
        string? spec = null;
        var options = new ModelHeader("");
        var parts = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (; entries > 1; entries--)
        {
            var name = reader.ReadString();
            var start = reader.Consumed;
            switch (name)
            {
                case "spec":
                    spec = reader.ReadString();
                    break;
                case "options":
                    options = HeaderOptions.Read(ref reader);
                    break;
                default:
                    reader.Skip();
                    if (name is null || !parts.TryAdd(name, bytes[start..reader.Consumed]))
                    {
                        throw new StateFormatException($"The saved model has the part '{name}' twice.");
                    }

                    break;
            }
        }

        if (reader.Consumed + 9 != bytes.Length - 2 - checksumBytes || !reader.ReadStringSpan().SequenceEqual("checksum"u8))
        {
            throw new StateFormatException("The saved model does not end with its checksum.");
        }

        var file = new ModelFile(options with { Spec = spec ?? throw new StateFormatException("The saved model has no spec.") });
        foreach (var (name, part) in parts)
        {
            file._parts.Add(name, part);
        }

        return file;
    }

    /// <summary>Fills a model and the space of its features, both newly built from the header.</summary>
    /// <remarks>After an exception both are in no useful state.</remarks>
    /// <exception cref="StateFormatException">The file belongs to a model of another shape.</exception>
    public void Fill(FeatureSpace features, IStateful model)
    {
        Fill(FeaturesPart, features);
        Fill(StatePart, model);
    }

    /// <summary>Fills one part.</summary>
    /// <exception cref="StateFormatException">There is no such part, or it is one of another shape.</exception>
    public void Fill(string name, IStateful target)
    {
        if (!TryFill(name, target))
        {
            throw new StateFormatException($"The saved model has no part '{name}'.");
        }
    }

    /// <summary>Fills one part if the file has it.</summary>
    /// <exception cref="StateFormatException">The part is one of another shape.</exception>
    public bool TryFill(string name, IStateful target)
    {
        if (!_parts.TryGetValue(name, out var part))
        {
            return false;
        }

        StateFormat.Load(target, part);
        return true;
    }

    private static void Write(StateBuffer buffer, ModelHeader header, ReadOnlySpan<(string Name, IStateful Part)> parts)
    {
        ArgumentNullException.ThrowIfNull(header);
        var writer = new PackedWriter(buffer);
        writer.WriteMapHeader(parts.Length + 5);
        writer.Write("format");
        writer.Write(FormatName);
        writer.Write("version");
        writer.Write(Version);
        writer.Write("spec");
        writer.Write(header.Spec);
        writer.Write("options");
        HeaderOptions.Write(writer, header);
        var names = new HashSet<string>(["format", "version", "spec", "options", "checksum"], StringComparer.Ordinal);
        foreach (var (name, part) in parts)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"A part cannot be named '{name}'; that name is taken.", nameof(parts));
            }

            writer.Write(name);
            StateFormat.Append(part, buffer);
        }

        writer.Write("checksum");
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        BinaryPrimitives.WriteUInt64BigEndian(checksum, Checksum.Of(buffer.Written));
        writer.Write(checksum);
    }

    /// <summary>Refuses what does not begin as a file does; for bytes of which the rest is still to come.</summary>
    /// <param name="bytes">At least the first 32 bytes, or all there are.</param>
    /// <exception cref="StateFormatException">It is no file, or one of a newer version.</exception>
    internal static void CheckBeginning(ReadOnlyMemory<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        ReadBeginning(ref reader, bytes.Span);
    }

    private static (int Version, int Entries) ReadBeginning(ref PackedReader reader, ReadOnlySpan<byte> bytes)
    {
        int entries;
        try
        {
            entries = reader.ReadMapHeader();
            if (!reader.ReadStringSpan().SequenceEqual("format"u8) || reader.ReadString() is not FormatName ||
                !reader.ReadStringSpan().SequenceEqual("version"u8))
            {
                throw new StateFormatException("The first entries of the map are other ones.");
            }
        }
        catch (StateFormatException exception)
        {
            throw new StateFormatException("This is not a saved model.", exception);
        }

        var version = reader.ReadInt32();
        return version is >= 1 and <= Version
            ? (version, entries - 2)
            : throw new StateFormatException($"The model was saved in version {version} of the format; this library reads versions up to {Version}.") { IsNewer = version > Version && HasAnyChecksum(bytes) };
    }

    private static void CheckSum(ReadOnlySpan<byte> bytes, int length)
    {
        if (!HasChecksum(bytes, length))
        {
            throw new StateFormatException("The saved model is damaged: its checksum does not match, or its end is missing.");
        }
    }

    // Every version ends with one of them, so that a newer one is told from a damaged one.
    private static bool HasAnyChecksum(ReadOnlySpan<byte> bytes) => HasChecksum(bytes, ChecksumBytes) || HasChecksum(bytes, SHA256.HashSizeInBytes);

    private static bool HasChecksum(ReadOnlySpan<byte> bytes, int length)
    {
        if (!PackedReader.EndsInBytes(bytes, length))
        {
            return false;
        }

        var content = bytes[..^(2 + length)];
        return length == ChecksumBytes
            ? Checksum.Of(content) == BinaryPrimitives.ReadUInt64BigEndian(bytes[^length..])
            : SHA256.HashData(content).AsSpan().SequenceEqual(bytes[^length..]);
    }
}
