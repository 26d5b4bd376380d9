using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OnlineMl.Numerics;

namespace OnlineMl;

/// <summary>The class of an example: a text, a whole number or a truth value, kept in the type in which it came.</summary>
/// <remarks>Two labels are equal when they stand for the same truth, however it is spelled: <c>true</c>, 1 and the texts <c>true</c>,
/// <c>True</c> and <c>1</c> are one class, and so are 3, <c>3</c> and <c>3.0</c>. Other texts are equal letter by letter. A model shows a class as it
/// was first spelled. <c>default(Label)</c> is "no label": what a classifier that has seen nothing predicts.</remarks>
public readonly struct Label : IEquatable<Label>, IComparable<Label>
{
    // Stands in the place of the number of a text that spells none.
    private const long NoNumber = long.MinValue + 1;

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
        _number = LabelText.TryReadNumber(text, out var number) ? number : NoNumber;
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
        _number = Flag.ToNumber(value);
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

    /// <summary>The number that the label stands for: 1 for true, 0 for false, that which a text spells; 0 for any other text.</summary>
    public long Number => _number == NoNumber && _textOrMark is string ? 0 : _number;

    /// <summary>Whether the label stands for the positive class of a binary problem where nothing else was declared or seen: true or any number
    /// above 0.</summary>
    public bool IsPositive => _number > 0;

    /// <summary>Whether it is a truth value.</summary>
    internal bool IsTruth => ReferenceEquals(_textOrMark, BooleanMark);

    /// <summary>Whether it is a truth value, a number, or a text that spells one.</summary>
    internal bool HasNumber => _textOrMark is not null && (_number != NoNumber || _textOrMark is not string);

    /// <summary>The other of two classes that are called false and true, or 0 and 1; any other label itself.</summary>
    internal Label Opposite => HasNumber && _number is 0 or 1 ? new Label(_number == 0) : this;

    /// <summary>Makes a text label.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named form.")]
    public static implicit operator Label(string text) => new(text);

    /// <summary>Makes a whole-number label.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named form.")]
    public static implicit operator Label(long number) => new(number);

    /// <summary>Makes a truth-value label.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named form.")]
    public static implicit operator Label(bool value) => new(value);

    /// <summary>Whether two labels stand for the same truth.</summary>
    public static bool operator ==(Label left, Label right) => left.Equals(right);

    /// <summary>Whether two labels stand for different truths.</summary>
    public static bool operator !=(Label left, Label right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(Label left, Label right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(Label left, Label right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>.</summary>
    public static bool operator <=(Label left, Label right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>.</summary>
    public static bool operator >=(Label left, Label right) => left.CompareTo(right) >= 0;

    /// <summary>Whether both stand for the same truth.</summary>
    public bool Equals(Label other) =>
        _number == other._number && (ReferenceEquals(_textOrMark, other._textOrMark) || EqualsInAnotherSpelling(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Label other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _textOrMark is null ? 0
        : _number == NoNumber && _textOrMark is string text ? text.GetHashCode(StringComparison.Ordinal)
        : _number.GetHashCode();

    /// <summary>Orders what stands for a number, truth values among them, by that number, then other texts by UTF-16 code units; no label comes
    /// first.</summary>
    public int CompareTo(Label other) => (HasNumber, other.HasNumber) switch
    {
        (true, true) => _number.CompareTo(other._number),
        (false, false) => string.CompareOrdinal(Text, other.Text),
        (true, false) => other.IsNone ? 1 : -1,
        (false, true) => IsNone ? -1 : 1,
    };

    /// <summary>The label as JSON writes it without quotes: <c>true</c>, <c>3</c>, <c>cat</c>; empty for no label.</summary>
    public override string ToString() => Kind switch
    {
        LabelKind.Boolean => _number != 0 ? "true" : "false",
        LabelKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        LabelKind.Text => Text!,
        LabelKind.None => "",
    };

    private bool EqualsInAnotherSpelling(in Label other) => _number == NoNumber
        ? _textOrMark is string text && other._textOrMark is string otherText && string.Equals(text, otherText, StringComparison.Ordinal)
        : _textOrMark is not null && other._textOrMark is not null;
}
