using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace OnlineMl.Cli.Output;

/// <summary>Writes the log of the server as the console formatter of the base library does, but with control characters as their codes, because
/// what callers send may stand in it.</summary>
internal sealed class ServerLog() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "onlineml";

    private const string Indent = "      ";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(NameOf(logEntry.LogLevel));
        textWriter.Write(": ");
        textWriter.Write(logEntry.Category);
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"[{logEntry.EventId.Id}]\n"));
        WriteText(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            WriteText(textWriter, exception.ToString());
        }
    }

    private static void WriteText(TextWriter output, string text)
    {
        output.Write(Indent);
        foreach (var character in text)
        {
            if (character == '\n')
            {
                // The rest of a text never looks like the beginning of another one.
                output.Write('\n');
                output.Write(Indent);
            }
            else if (!char.IsControl(character))
            {
                output.Write(character);
            }
            else if (character != '\r')
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"));
            }
        }

        output.Write('\n');
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => "none",
    };
}
