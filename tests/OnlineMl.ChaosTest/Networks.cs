using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace OnlineMl.ChaosTest;

/// <summary>A network for each server, with one way to the test and Redis, and another to the other servers, which can be cut.</summary>
/// <remarks>All of them are in a network of the test's own, which the program enters by starting itself in it, so that nothing of the machine's is touched. Processes
/// are numbered anew there, and end with the test, so that nothing is left behind.</remarks>
internal static class Networks
{
    /// <summary>The address of the test and of Redis.</summary>
    public const string Centre = "10.99.0.254";

    private const string Inside = "ONLINEML_CHAOS_NETWORKS";

    // What `ip netns` keeps its names in is a file system of its own, too.
    private const string Enter = "mount -t tmpfs none /run && mkdir /run/netns && ip link set lo up && exec \"$@\"";

    /// <summary>Whether this process is in a network of its own.</summary>
    public static bool IsInside => Environment.GetEnvironmentVariable(Inside) == "1";

    /// <summary>Starts this program in a network of its own.</summary>
    /// <returns>Its exit code; null where the system does not allow such networks.</returns>
    public static int? RunInside(IReadOnlyList<string> arguments)
    {
        string[] own = ["--net", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", Enter, "sh"];
        string[][] ways = [own, ["--user", "--map-root-user", .. own]];
        if (ways.FirstOrDefault(way => Run("unshare", [.. way, "ip", "link", "add", "probe", "type", "bridge"]) == 0) is not { } way)
        {
            return null;
        }

        var start = new ProcessStartInfo("unshare", [.. way, "dotnet", Path.Combine(AppContext.BaseDirectory, "OnlineMl.ChaosTest.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment[Inside] = "1";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Ends this process, and with it all that it has started, when the one that started it has ended.</summary>
    public static void EndWithParent() => new Thread(() =>
    {
        Console.In.ReadToEnd();
        Environment.Exit(-1);
    })
    { IsBackground = true }.Start();

    /// <summary>Makes networks for servers.</summary>
    public static void Make(int servers)
    {
        Ip("link add front type bridge");
        Ip("link add peers type bridge");
        Ip($"addr add {Centre}/24 dev front");
        Ip("link set front up");
        Ip("link set peers up");
        for (var i = 0; i < servers; i++)
        {
            var name = NameOf(i);
            Ip($"netns add {name}");
            Ip($"-n {name} link set lo up");
            Connect(name, "front", $"f{i}", AddressOf(i));
            Connect(name, "peers", $"p{i}", PeerAddressOf(i));
        }
    }

    public static string NameOf(int server) => string.Create(CultureInfo.InvariantCulture, $"server{server}");

    public static string AddressOf(int server) => string.Create(CultureInfo.InvariantCulture, $"10.99.0.{server + 1}");

    public static string PeerAddressOf(int server) => string.Create(CultureInfo.InvariantCulture, $"10.98.0.{server + 1}");

    /// <summary>Lets what a server and the others send each other get lost. The way to Redis and to callers is another.</summary>
    public static void Cut(int server) => Ip(string.Create(CultureInfo.InvariantCulture, $"link set p{server} nomaster"));

    /// <summary>Ends the cut.</summary>
    public static void Mend(int server) => Ip(string.Create(CultureInfo.InvariantCulture, $"link set p{server} master peers"));

    private static void Connect(string network, string bridge, string end, string address)
    {
        Ip($"link add {end} type veth peer name {bridge} netns {network}");
        Ip($"link set {end} master {bridge} up");
        Ip($"-n {network} addr add {address}/24 dev {bridge}");
        Ip($"-n {network} link set {bridge} up");
    }

    private static void Ip(string command)
    {
        if (Run("ip", command.Split(' ')) is not 0 and var code)
        {
            throw new InvalidOperationException($"ip {command} ended with {code}.");
        }
    }

    private static int Run(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return -1;
        }
    }
}
