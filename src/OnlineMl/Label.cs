using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OnlineMl;

/// <summary>The class of an example: a text, a whole number or a truth value, kept in the type in which it came.</summary>
/// <remarks><c>default(Label)</c> is "no label": what a classifier that has seen nothing predicts.</remarks>
public readonly struct Label : IEquatable<Label>, IComparable<Label>
{
    private readonly string? _text;
    private readonly long _number;

    /// <summary>A text label.</summary>
    public Label(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
        Kind = LabelKind.Text;
    }

    /// <summary>A whole-number label.</summary>
    public Label(long number)
    {
        _number = number;
        Kind = LabelKind.Number;
    }

    /// <summary>A truth-value label.</summary>
    public Label(bool value)
    {
        _number = Unsafe.BitCast<bool, byte>(value);
        Kind = LabelKind.Boolean;
    }

    /// <summary>The kind of value held.</summary>
    public LabelKind Kind { get; }

    /// <summary>Whether there is no label.</summary>
    public bool IsNone => Kind == LabelKind.None;

    /// <summary>The text of a text label, else null.</summary>
    public string? Text => _text;

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
        Kind == other.Kind && _number == other._number &&
        (ReferenceEquals(_text, other._text) || string.Equals(_text, other._text, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Label other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _text is null ? HashCode.Combine(Kind, _number) : _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Orders by kind (truth values, numbers, texts), then by value; texts by UTF-16 code units.</summary>
    public int CompareTo(Label other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind)
        : _text is null ? _number.CompareTo(other._number)
        : string.CompareOrdinal(_text, other._text);

    /// <summary>The label as JSON writes it without quotes: <c>true</c>, <c>3</c>, <c>cat</c>; empty for no label.</summary>
    public override string ToString() => Kind switch
    {
        LabelKind.Boolean => _number != 0 ? "true" : "false",
        LabelKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        LabelKind.Text => _text!,
        _ => "",
    };
}
