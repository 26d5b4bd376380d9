using System.Text;
using OnlineMl.Datasets.Cells;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Reads Vowpal Wabbit's text format: <c>label weight 'tag|space:scale name:value …</c>.</summary>
internal sealed class VowpalWabbitReader(Stream stream, ColumnTypes types) : SparseReader(stream, types)
{
    private byte[] _name = new byte[256];
    private string? _tag;

    public override bool IsWeighted => true;

    public override string? Tag => _tag;

    protected override ReadOnlySpan<byte> LabelOf(ReadOnlySpan<byte> line)
    {
        var bar = line.IndexOf((byte)'|');
        line = bar < 0 ? line : line[..bar];
        var isTouching = bar > 0 && line[^1] is not ((byte)' ' or (byte)'\t');
        var word = TakeWord(ref line);
        return word.StartsWith("'"u8) || (isTouching && line.IsEmpty) ? [] : word;
    }

    protected override ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line, FeatureVector x)
    {
        var label = LabelOf(line);
        var bar = line.IndexOf((byte)'|');
        ReadHead(bar < 0 ? line : line[..bar], isTouching: bar > 0 && line[bar - 1] is not ((byte)' ' or (byte)'\t'), label);
        while (bar >= 0)
        {
            line = line[(bar + 1)..];
            bar = line.IndexOf((byte)'|');
            ReadSpace(bar < 0 ? line : line[..bar], x);
        }

        return label;
    }

    /// <summary>Reads the weight and the tag.</summary>
    private void ReadHead(ReadOnlySpan<byte> head, bool isTouching, ReadOnlySpan<byte> label)
    {
        Weight = 1;
        _tag = null;
        if (!label.IsEmpty)
        {
            TakeWord(ref head);
        }

        var isWeight = !label.IsEmpty;
        while (TakeWord(ref head) is { IsEmpty: false } word)
        {
            if (word[0] == '\'' || (isTouching && head.IsEmpty))
            {
                _tag = Encoding.UTF8.GetString(word[0] == '\'' ? word[1..] : word);
            }
            else if (isWeight)
            {
                isWeight = false;
                var isRead = DecimalParser.TryRead(word, out var weight) && weight >= 0 && double.IsFinite(weight);
                Weight = isRead ? weight : 1;
                if (!isRead)
                {
                    Log.Note("", Line, word, "is no weight; such lines count 1");
                }
            }
        }
    }

    private void ReadSpace(ReadOnlySpan<byte> text, FeatureVector x)
    {
        var prefix = 0;
        var scale = 1.0;
        if (text.Length > 0 && text[0] is not ((byte)' ' or (byte)'\t'))
        {
            var space = TakeWord(ref text);
            var colon = space.LastIndexOf((byte)':');
            if (colon > 0 && DecimalParser.TryRead(space[(colon + 1)..], out var factor) && double.IsFinite(factor))
            {
                scale = factor;
                space = space[..colon];
            }

            prefix = Append(0, space);
            prefix = Append(prefix, "^"u8);
        }

        while (TakeWord(ref text) is { IsEmpty: false } feature)
        {
            var colon = feature.LastIndexOf((byte)':');
            var value = 1.0;
            if (colon > 0 && DecimalParser.TryRead(feature[(colon + 1)..], out var number) && double.IsFinite(number))
            {
                value = number;
                feature = feature[..colon];
            }

            var length = Append(prefix, feature);
            Add(x, _name.AsSpan(0, length), value * scale);
        }
    }

    private int Append(int start, ReadOnlySpan<byte> text)
    {
        if (_name.Length < start + text.Length)
        {
            Array.Resize(ref _name, (start + text.Length) * 2);
        }

        text.CopyTo(_name.AsSpan(start));
        return start + text.Length;
    }
}
