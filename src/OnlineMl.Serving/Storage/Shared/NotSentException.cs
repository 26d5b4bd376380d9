namespace OnlineMl.Serving.Storage.Shared;

/// <summary>An append did not reach the place that is shared, or was not taken there for the moment; nothing was stored, and it may be tried again.</summary>
internal sealed class NotSentException(string message, Exception? innerException = null) : Exception(message, innerException);
