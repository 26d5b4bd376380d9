using System.Buffers;
using System.Runtime.InteropServices;
using MessagePack;

namespace OnlineMl.Tests.Contract.Damage;

/// <summary>A value of a saved state that can be changed and written again.</summary>
internal sealed class SavedValue
{
    private SavedValue(object? content) => Content = content;

    /// <summary>Null, a truth value, a <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> or text, bytes, numbers that were an
    /// extension as an array, a list of values, or a list of named values.</summary>
    public object? Content { get; set; }

    /// <summary>The fields of an object.</summary>
    public List<KeyValuePair<string, SavedValue>> Fields => (List<KeyValuePair<string, SavedValue>>)Content!;

    public static SavedValue Of(object? content) => new(content);

    public static SavedValue Parse(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        return Read(ref reader);
    }

    /// <summary>The value at the end of a way of names.</summary>
    public SavedValue Find(string path) => path.Split('/').Aggregate(this, (value, name) => value.Fields.Single(field => field.Key == name).Value);

    public SavedValue Clone() => new(Content switch
    {
        List<SavedValue> items => items.ConvertAll(item => item.Clone()),
        List<KeyValuePair<string, SavedValue>> fields => fields.ConvertAll(field => KeyValuePair.Create(field.Key, field.Value.Clone())),
        Array numbers => numbers.Clone(),
        _ => Content,
    });

    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        Write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The value and all values in it, each with the list that holds it.</summary>
    public IEnumerable<Place> Places(Place? holder = null) => Content switch
    {
        List<KeyValuePair<string, SavedValue>> fields => fields.SelectMany((field, i) => WithAll(new Place(holder, field.Key, field.Value, () => fields.RemoveAt(i)))),
        List<SavedValue> items => items.SelectMany((item, i) => WithAll(new Place(holder, $"{i}", item, () => items.RemoveAt(i)))),
        _ => [],
    };

    private static IEnumerable<Place> WithAll(Place place) => place.Value.Places(place).Prepend(place);

    private static SavedValue Read(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                return new(null);
            case MessagePackType.Boolean:
                return new(reader.ReadBoolean());
            case MessagePackType.Integer:
                return reader.NextCode == MessagePackCode.UInt64 ? new(reader.ReadUInt64()) : new(reader.ReadInt64());
            case MessagePackType.Float:
                return new(reader.ReadDouble());
            case MessagePackType.String:
                return new(reader.ReadString());
            case MessagePackType.Binary:
                return new(reader.ReadBytes()!.Value.ToArray());
            case MessagePackType.Extension:
                var extension = reader.ReadExtensionFormat();
                var bytes = extension.Data.ToArray();
                return new(extension.TypeCode switch
                {
                    1 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
                    2 => MemoryMarshal.Cast<byte, int>(bytes).ToArray(),
                    3 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
                    _ => MemoryMarshal.Cast<byte, uint>(bytes).ToArray(),
                });
            case MessagePackType.Array:
                var items = new List<SavedValue>();
                for (var left = reader.ReadArrayHeader(); left > 0; left--)
                {
                    items.Add(Read(ref reader));
                }

                return new(items);
            default:
                var fields = new List<KeyValuePair<string, SavedValue>>();
                for (var left = reader.ReadMapHeader(); left > 0; left--)
                {
                    fields.Add(KeyValuePair.Create(reader.ReadString()!, Read(ref reader)));
                }

                return new(fields);
        }
    }

    private static void WriteNumbers<T>(ref MessagePackWriter writer, sbyte code, T[] numbers)
        where T : unmanaged =>
        writer.WriteExtensionFormat(new ExtensionResult(code, MemoryMarshal.AsBytes<T>(numbers).ToArray()));

    private void Write(ref MessagePackWriter writer)
    {
        switch (Content)
        {
            case null:
                writer.WriteNil();
                break;
            case bool truth:
                writer.Write(truth);
                break;
            case long whole:
                writer.Write(whole);
                break;
            case ulong whole:
                writer.Write(whole);
                break;
            case double number:
                writer.Write(number);
                break;
            case string text:
                writer.Write(text);
                break;
            case byte[] bytes:
                writer.Write(bytes);
                break;
            case double[] numbers:
                WriteNumbers(ref writer, 1, numbers);
                break;
            case uint[] numbers when numbers.GetType() == typeof(uint[]):
                WriteNumbers(ref writer, 4, numbers);
                break;
            case int[] numbers:
                WriteNumbers(ref writer, 2, numbers);
                break;
            case long[] numbers:
                WriteNumbers(ref writer, 3, numbers);
                break;
            case List<SavedValue> items:
                writer.WriteArrayHeader(items.Count);
                foreach (var item in items)
                {
                    item.Write(ref writer);
                }

                break;
            case List<KeyValuePair<string, SavedValue>> fields:
                writer.WriteMapHeader(fields.Count);
                foreach (var (name, value) in fields)
                {
                    writer.Write(name);
                    value.Write(ref writer);
                }

                break;
            default:
                throw new InvalidOperationException($"A {Content.GetType()} is no value of a saved state.");
        }
    }

    /// <summary>Where a value is.</summary>
    /// <param name="Path">The names on the way to it.</param>
    /// <param name="Value">It.</param>
    /// <param name="Remove">Takes it out of what holds it.</param>
    internal sealed record Place(Place? Holder, string Name, SavedValue Value, Action Remove)
    {
        public string Path => $"{Holder?.Path}/{Name}";
    }
}
