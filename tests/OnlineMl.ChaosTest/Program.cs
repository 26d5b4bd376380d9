using System.Globalization;

namespace OnlineMl.ChaosTest;

/// <summary>Kills, freezes, cuts off, upgrades and restarts servers that share models, and their Redis, and checks what is left.</summary>
/// <remarks><c>--events 300 --seed 1 --frozen 60 --other-build FOLDER</c> runs the test; <c>--without-fence</c> shows what the log's position is for: the
/// test then fails. <c>serve REDIS PORT</c> is one of its servers.</remarks>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["serve", var redis, var port, .. var options])
        {
            await ClusterServer.RunAsync(redis, int.Parse(port, CultureInfo.InvariantCulture), options);
            return 0;
        }

        if (Networks.IsInside)
        {
            Networks.EndWithParent();
        }
        else if (Networks.RunInside(arguments) is { } code)
        {
            return code;
        }

        try
        {
            var run = new ChaosRun
            {
                Events = ValueOf("--events", arguments, 30),
                Seed = ValueOf("--seed", arguments, 1),
                FrozenFor = TimeSpan.FromSeconds(ValueOf("--frozen", arguments, 3)),
                Pause = TimeSpan.FromMilliseconds(ValueOf("--pause", arguments, 1000)),
                OtherBuild = TextOf("--other-build", arguments) ?? AppContext.BaseDirectory,
                HasNoFence = arguments.Contains(ClusterServer.WithoutFence, StringComparer.Ordinal),
                Log = Console.WriteLine,
            };
            Console.WriteLine(await run.RunAsync());
            return 0;
        }
        catch (ChaosTestException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static int ValueOf(string option, string[] arguments, int otherwise) =>
        TextOf(option, arguments) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string? TextOf(string option, string[] arguments)
    {
        var at = Array.IndexOf(arguments, option);
        return at < 0 || at + 1 == arguments.Length ? null : arguments[at + 1];
    }
}
