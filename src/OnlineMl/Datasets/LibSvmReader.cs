using OnlineMl.Datasets.Cells;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Reads LIBSVM's format: a label, then <c>index:value</c> for each feature, then perhaps <c>#</c> and a comment.</summary>
internal sealed class LibSvmReader(Stream stream, ColumnTypes types) : SparseReader(stream, types)
{
    protected override ReadOnlySpan<byte> LabelOf(ReadOnlySpan<byte> line)
    {
        var label = TakeWord(ref line);
        return label.StartsWith("+"u8) ? label[1..] : label;
    }

    protected override ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line, FeatureVector x)
    {
        if (line.IndexOf((byte)'#') is >= 0 and var comment)
        {
            line = line[..comment];
        }

        var label = LabelOf(line);
        TakeWord(ref line);
        while (TakeWord(ref line) is { IsEmpty: false } pair)
        {
            var colon = pair.IndexOf((byte)':');
            if (colon <= 0 || !DecimalParser.TryRead(pair[(colon + 1)..], out var value) || !double.IsFinite(value))
            {
                Log.Note("", Line, pair, "is no 'index:value'; such pairs are left out");
            }
            else if (!pair.StartsWith("qid:"u8))
            {
                Add(x, pair[..colon], value);
            }
        }

        return label;
    }
}
