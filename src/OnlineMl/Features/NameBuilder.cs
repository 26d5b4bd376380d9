using System.Globalization;
using System.Text;

namespace OnlineMl.Features;

/// <summary>Puts names of features and values together as UTF-8, without a string for each.</summary>
internal sealed class NameBuilder
{
    // Up to here every whole number of a double prints as its digits.
    private const double LargestPlain = 1e15;

    private byte[] _bytes = new byte[64];
    private int _length;

    /// <summary>How many bytes there are.</summary>
    public int Length => _length;

    /// <summary>What was put together.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _length += utf8.Length;
    }

    public void Append(string text) => _length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));

    /// <summary>Adds a number in the fewest digits that read back the same; a whole number has no decimal point.</summary>
    public void Append(double number)
    {
        int written;
        if (Math.Abs(number) < LargestPlain && number == Math.Floor(number))
        {
            ((long)number).TryFormat(Room(32), out written, default, CultureInfo.InvariantCulture);
        }
        else
        {
            number.TryFormat(Room(32), out written, default, CultureInfo.InvariantCulture);
        }

        _length += written;
    }

    /// <summary>Adds the name of the feature at a position.</summary>
    public void AppendName(FeatureVector x, int position)
    {
        var id = x.Ids[position];
        if (id < FeatureSpace.FirstStranger && x.Space.HashBits == 0)
        {
            Append(x.Space.Utf8NameOf(id));
        }
        else
        {
            Append(x.NameAt(position));
        }
    }

    /// <summary>Adds the value at a position.</summary>
    public void AppendValue(FeatureVector x, int position)
    {
        if (x.TextAt(position) is { } text)
        {
            Append(text);
        }
        else if (x.RestAt(position) is not 0 and var rest)
        {
            WholeNumbers.Of(x.Numbers[position], rest).TryFormat(Room(64), out var written, default, CultureInfo.InvariantCulture);
            _length += written;
        }
        else
        {
            Append(x.Numbers[position]);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + bytes, _bytes.Length * 2));
        }

        return _bytes.AsSpan(_length);
    }
}
