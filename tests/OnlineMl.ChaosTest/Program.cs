using System.Globalization;

namespace OnlineMl.ChaosTest;

/// <summary>Kills, freezes, cuts off, upgrades and restarts servers that share models, and their Redis, and checks what is left.</summary>
/// <remarks><c>serve REDIS PORT</c> is one of its servers.</remarks>
internal static class Program
{
    private const string Usage = """
        Kills, freezes, cuts off, upgrades and restarts servers that share models, and their Redis, and checks what is left.

          --events NUMBER        how many things happen (30)
          --seed NUMBER          decides what happens (1)
          --frozen SECONDS       how long a server is frozen (3)
          --pause MILLISECONDS   how long callers call between two things that happen (1000)
          --allowance NUMBER     how many times longer than wanted answers may take (10)
          --other-build FOLDER   another build, to which servers are upgraded (this one)
          --without-fence        shows what the log's position is for: the test then fails
        """;

    private static readonly string[] WithValue = ["--events", "--seed", "--frozen", "--pause", "--allowance", "--other-build"];

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["serve", var redis, var port, .. var options])
        {
            await ClusterServer.RunAsync(redis, int.Parse(port, CultureInfo.InvariantCulture), options);
            return 0;
        }

        if (arguments.Contains("--help", StringComparer.Ordinal))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        if (FindFault(arguments) is { } fault)
        {
            await Console.Error.WriteLineAsync($"{fault}\n\n{Usage}");
            return 2;
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
                Allowance = ValueOf("--allowance", arguments, 10),
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

    private static string? FindFault(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == ClusterServer.WithoutFence)
            {
                continue;
            }

            if (!WithValue.Contains(arguments[i], StringComparer.Ordinal))
            {
                return $"There is no option '{arguments[i]}'.";
            }

            var option = arguments[i++];
            if (i == arguments.Length || (option != "--other-build" && !(int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (number > 0 || option == "--seed"))))
            {
                return $"The option '{option}' needs a {(option == "--other-build" ? "folder" : "whole number above 0")}.";
            }
        }

        return null;
    }

    private static int ValueOf(string option, string[] arguments, int otherwise) =>
        TextOf(option, arguments) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string? TextOf(string option, string[] arguments)
    {
        var at = Array.IndexOf(arguments, option);
        return at < 0 || at + 1 == arguments.Length ? null : arguments[at + 1];
    }
}
