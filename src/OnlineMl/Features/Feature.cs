namespace OnlineMl.Features;

/// <summary>One feature of an example: its name and its value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Number">The value when it is a number, 0 when it is a text.</param>
/// <param name="Text">The value when it is a text, else null.</param>
public readonly record struct Feature(string Name, double Number, string? Text);
