namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Texts of callers as they may stand in a log: short, without control characters.</summary>
internal static class LogText
{
    private const int Longest = 128;

    public static string Of(string? text)
    {
        var shown = text is null ? "" : text.Length > Longest ? text[..Longest] + "…" : text;
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(character => char.IsControl(character) ? '?' : character)) : shown;
    }
}
