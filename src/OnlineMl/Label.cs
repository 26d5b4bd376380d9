using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OnlineMl;

/// <summary>The class of an example: a text, a whole number or a truth value, kept in the type in which it came.</summary>
/// <remarks><c>default(Label)</c> is "no label": what a classifier that has seen nothing predicts.</remarks>
public readonly struct Label : IEquatable<Label>, IComparable<Label>
{
    private static readonly object NumberMark = new();
    private static readonly object BooleanMark = new();

    // The text or the mark of another kind: a label is passed in two registers, which a field for the kind would prevent.
    private readonly object? _textOrMark;
    private readonly long _number;

    /// <summary>A text label.</summary>
    public Label(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _textOrMark = text;
    }

    /// <summary>A whole-number label.</summary>
    public Label(long number)
    {
        _textOrMark = NumberMark;
        _number = number;
    }

    /// <summary>A truth-value label.</summary>
    public Label(bool value)
    {
        _textOrMark = BooleanMark;
        _number = Unsafe.BitCast<bool, byte>(value);
    }

    /// <summary>The kind of value held.</summary>
    public LabelKind Kind =>
        ReferenceEquals(_textOrMark, BooleanMark) ? LabelKind.Boolean
        : ReferenceEquals(_textOrMark, NumberMark) ? LabelKind.Number
        : _textOrMark is null ? LabelKind.None
        : LabelKind.Text;

    /// <summary>Whether there is no label.</summary>
    public bool IsNone => _textOrMark is null;

    /// <summary>The text of a text label, else null.</summary>
    public string? Text => _textOrMark as string;

    /// <summary>The number of a number label; 1 for true, 0 for false and for text.</summary>
    public long Number => _number;

    /// <summary>Whether the label stands for the positive class of a binary problem: true or any number but 0.</summary>
    public bool IsPositive => _number != 0;

    /// <summary>Makes a text label.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named form.")]
    public static implicit operator Label(string text) => new(text);

    /// <summary>Makes a whole-number label.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named form.")]
    public static implicit operator Label(long number) => new(number);

    /// <summary>Makes a truth-value label.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named form.")]
    public static implicit operator Label(bool value) => new(value);

    /// <summary>Whether two labels have the same kind and value.</summary>
    public static bool operator ==(Label left, Label right) => left.Equals(right);

    /// <summary>Whether two labels differ in kind or value.</summary>
    public static bool operator !=(Label left, Label right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(Label left, Label right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(Label left, Label right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>.</summary>
    public static bool operator <=(Label left, Label right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>.</summary>
    public static bool operator >=(Label left, Label right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public bool Equals(Label other) =>
        _number == other._number &&
        (ReferenceEquals(_textOrMark, other._textOrMark) ||
            (_textOrMark is string text && other._textOrMark is string otherText && string.Equals(text, otherText, StringComparison.Ordinal)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Label other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _textOrMark is string text ? text.GetHashCode(StringComparison.Ordinal) : HashCode.Combine(Kind, _number);

    /// <summary>Orders by kind (truth values, numbers, texts), then by value; texts by UTF-16 code units.</summary>
    public int CompareTo(Label other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind)
        : _textOrMark is string text ? string.CompareOrdinal(text, other.Text)
        : _number.CompareTo(other._number);

    /// <summary>The label as JSON writes it without quotes: <c>true</c>, <c>3</c>, <c>cat</c>; empty for no label.</summary>
    public override string ToString() => Kind switch
    {
        LabelKind.Boolean => _number != 0 ? "true" : "false",
        LabelKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        LabelKind.Text => Text!,
        _ => "",
    };
}
