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
    public static int Run(Func<int> command) => RunAsync(() => Task.FromResult(command())).GetAwaiter().GetResult();

    public static async Task<int> RunAsync(Func<Task<int>> command)
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
            return Report(e, ExitCodes.Failure);
        }
    }

    private static bool IsExpected(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidDataException or DataFormatException or CsvFormatException or FeatureFormatException or SpecException
            or StateFormatException or NonFiniteStepException or OnlineMlException or ArgumentException or InvalidOperationException;

    private static int Report(Exception e, int code)
    {
        // Argument errors carry the parameter's name and value on lines of their own.
        var message = e.Message.AsSpan();
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
