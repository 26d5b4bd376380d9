using System.Text.Json;

namespace OnlineMl.Contracts.Examples;

/// <summary>Reads how features are named from a configuration, by a name that is written as it names.</summary>
internal static class WrittenNaming
{
    /// <summary>What such a name is, for messages.</summary>
    public const string Allowed = "camelCase or snake_case or kebab-case or SNAKE_CASE or KEBAB-CASE";

    /// <summary>A policy by its name; none, which leaves the names of the properties, by an empty text.</summary>
    public static bool TryRead(string? text, out JsonNamingPolicy? naming)
    {
        naming = text switch
        {
            "camelCase" => JsonNamingPolicy.CamelCase,
            "snake_case" => JsonNamingPolicy.SnakeCaseLower,
            "kebab-case" => JsonNamingPolicy.KebabCaseLower,
            "SNAKE_CASE" => JsonNamingPolicy.SnakeCaseUpper,
            "KEBAB-CASE" => JsonNamingPolicy.KebabCaseUpper,
            _ => null,
        };
        return naming is not null || string.IsNullOrEmpty(text);
    }
}
