using CsvHelper;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Cli;

/// <summary>Turns what can go wrong into one line on standard error and an exit code.</summary>
internal static class Guard
{
    public static int Run(Func<int> command, int failure = ExitCodes.Failure) => RunAsync(() => Task.FromResult(command()), failure).GetAwaiter().GetResult();

    /// <param name="command">What may go wrong.</param>
    /// <param name="failure">The exit code when it does.</param>
    public static async Task<int> RunAsync(Func<Task<int>> command, int failure = ExitCodes.Failure)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (UsageException e)
        {
            return Report(e, ExitCodes.Usage);
        }
        catch (Exception e) when (IsExpected(e))
        {
            return Report(e, failure);
        }
    }

    // A folder in the place of a file is an access that is denied to the system, and a puzzle to who mistyped a name.
    private static string TextOf(Exception e) =>
        e is UnauthorizedAccessException && e.Message.Split('\'') is [_, var path, _] && Directory.Exists(path) ? $"'{path}' is a folder; a file is needed." : e.Message;

    private static bool IsExpected(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidDataException or DataFormatException or CsvFormatException or FeatureFormatException or SpecException
            or StateFormatException or NonFiniteStepException or OnlineMlException or ArgumentException or InvalidOperationException;

    private static int Report(Exception e, int code)
    {
        // Argument errors carry the parameter's name and value on lines of their own.
        var message = TextOf(e).AsSpan();
        var end = message.IndexOf('\n');
        if (e is ArgumentException { ParamName: not null } && message.LastIndexOf(" (Parameter ") is > 0 and var name)
        {
            message = message[..name];
        }
        else if (end >= 0)
        {
            message = message[..end];
        }

        Console.Error.WriteLine($"onlineml: {message.Trim()}");
        return code;
    }
}
