namespace OnlineMl.Parity;

/// <summary>A record names an input that the files do not have.</summary>
/// <param name="message">Which one.</param>
public sealed class MissingInputException(string message) : Exception(message);
