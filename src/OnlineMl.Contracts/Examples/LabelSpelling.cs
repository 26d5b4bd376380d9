namespace OnlineMl.Contracts;

/// <summary>The ways in which one label is spelled.</summary>
internal static class LabelSpelling
{
    /// <summary>The number that a label stands for: <c>1</c> for <c>true</c> and <c>True</c>, <c>7</c> for <c>7.0</c>; any other label itself.</summary>
    public static string NumberOf(string label)
    {
        if (label.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return "1";
        }

        if (label.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return "0";
        }

        var point = label.IndexOf('.', StringComparison.Ordinal);
        return point > 0 && point < label.Length - 1 && label.AsSpan(0, point).TrimStart('-').ContainsAnyExceptInRange('0', '9') == false &&
            !label.AsSpan(point + 1).ContainsAnyExcept('0') ? label[..point] : label;
    }

    /// <summary>The truth value that a number stands for; any other number itself.</summary>
    public static string TruthOf(string number) => number switch
    {
        "1" => "true",
        "0" => "false",
        _ => number,
    };
}
