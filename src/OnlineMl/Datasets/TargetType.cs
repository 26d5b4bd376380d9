using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.Datasets;

/// <summary>How the column of the target is read.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The members are the words of the tool's --target-type.")]
public enum TargetType
{
    /// <summary>A number, for regression.</summary>
    Number,

    /// <summary>A truth value: true or 1, false or 0 or −1.</summary>
    Bool,

    /// <summary>A whole number as a class.</summary>
    Int,

    /// <summary>A text as a class.</summary>
    Text,

    /// <summary>A class: a truth value when all values are 0 and 1 or false and true, else a whole number when all are whole
    /// numbers, else a text.</summary>
    Class,
}
