using System.Globalization;

namespace OnlineMl.CrashTest;

/// <summary>Kills a server again and again and checks what is left of its models.</summary>
/// <remarks><c>--kills 200 --seed 1</c> runs the test; <c>serve FOLDER</c> is the server that it kills, and
/// <c>fatal FOLDER|redis:ADDRESS TARGETS</c> a process that a learner may end.</remarks>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["serve", var folder])
        {
            await KilledServer.RunAsync(folder);
            return 0;
        }

        if (arguments is ["fatal", var place, var targets])
        {
            await FatalRun.RunAsync(place, targets);
            return 0;
        }

        var kills = ValueOf("--kills", arguments, 20);
        var seed = ValueOf("--seed", arguments, 1);
        try
        {
            Console.WriteLine(await CrashRun.RunAsync(kills, seed, Console.WriteLine));
            return 0;
        }
        catch (CrashTestException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static int ValueOf(string option, string[] arguments, int otherwise)
    {
        var at = Array.IndexOf(arguments, option);
        return at < 0 || at + 1 == arguments.Length ? otherwise : int.Parse(arguments[at + 1], CultureInfo.InvariantCulture);
    }
}
