namespace OnlineMl.Cli.Formats;

/// <summary>A value that is written.</summary>
/// <param name="Text">How it is spelled; null when there is none.</param>
/// <param name="IsNumber">Whether it is a number.</param>
internal readonly record struct WrittenCell(string? Text, bool IsNumber);
