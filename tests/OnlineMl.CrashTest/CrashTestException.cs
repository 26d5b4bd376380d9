namespace OnlineMl.CrashTest;

/// <summary>The server did not keep what it promised.</summary>
public sealed class CrashTestException(string message, Exception? innerException = null) : Exception(message, innerException);
