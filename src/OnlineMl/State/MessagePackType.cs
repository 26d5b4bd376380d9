using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.State;

/// <summary>What a MessagePack value is, as far as its first byte tells.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names are those of the format's own specification.")]
public enum MessagePackType
{
    /// <summary>The byte 0xc1, which MessagePack never uses.</summary>
    Unknown,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>No value.</summary>
    Nil,

    /// <summary>A truth value.</summary>
    Boolean,

    /// <summary>A floating-point number of 32 or 64 bits.</summary>
    Float,

    /// <summary>A text in UTF-8.</summary>
    String,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>A list of values.</summary>
    Array,

    /// <summary>A list of keys with a value each.</summary>
    Map,

    /// <summary>Bytes of an application's own type.</summary>
    Extension,
}
