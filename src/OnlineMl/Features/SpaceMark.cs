namespace OnlineMl.Features;

/// <summary>How many names and texts a space had at a moment.</summary>
/// <param name="Names">How many names.</param>
/// <param name="Texts">How many texts.</param>
internal readonly record struct SpaceMark(int Names, int Texts);
