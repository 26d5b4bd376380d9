using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.Features;

/// <summary>The value of a feature: a number, a text, or absent.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "The constructors are the named forms.")]
public readonly record struct FeatureValue
{
    /// <summary>A number.</summary>
    public FeatureValue(double number) => Number = number;

    /// <summary>A whole number. Where a double cannot hold it, <see cref="Number"/> is the nearest one, and the exact number counts where the
    /// value is a category: in encoders, groups and names.</summary>
    public FeatureValue(long number)
        : this((double)number, WholeNumbers.RestOf(number))
    {
    }

    /// <summary>A whole number, exact where the value is a category.</summary>
    public FeatureValue(ulong number)
        : this((double)number, WholeNumbers.RestOf(number))
    {
    }

    internal FeatureValue(double number, long rest)
    {
        Number = number;
        Rest = rest;
    }

    /// <summary>A text; null means absent.</summary>
    public FeatureValue(string? text)
    {
        Text = text;
        IsAbsent = text is null;
    }

    /// <summary>The number, 0 for a text.</summary>
    public double Number { get; }

    /// <summary>The text, or null.</summary>
    public string? Text { get; }

    /// <summary>Whether there is no value.</summary>
    public bool IsAbsent { get; }

    /// <summary>What the whole number is more than <see cref="Number"/>, which a double cannot hold.</summary>
    internal long Rest { get; }

    /// <summary>A number.</summary>
    public static implicit operator FeatureValue(double number) => new(number);

    /// <summary>A whole number, exact where the value is a category.</summary>
    public static implicit operator FeatureValue(long number) => new(number);

    /// <summary>A truth value: 1 or 0.</summary>
    public static implicit operator FeatureValue(bool value) => new(value ? 1.0 : 0.0);

    /// <summary>A text; null means absent.</summary>
    public static implicit operator FeatureValue(string? text) => new(text);
}
