using System.Net;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>Tells who can reach an address at which a server listens.</summary>
internal static class ListeningAddress
{
    /// <summary>Whether others than this machine can reach it; pipes and sockets of files are of this machine.</summary>
    public static bool IsBeyondThisMachine(string address) => BindingHost(address) is { } host
        && !string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        && !(IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    // Such as http://*:5000, which is no address for Uri.
    private static string? BindingHost(string address)
    {
        var begin = address.IndexOf("://", StringComparison.Ordinal);
        if (begin < 0 || address.AsSpan(begin + 3).StartsWith("unix:") || address.AsSpan(begin + 3).StartsWith("pipe:"))
        {
            return null;
        }

        var host = address[(begin + 3)..].Split('/')[0];
        return host.StartsWith('[') ? host[1..].Split(']')[0] : host.Split(':')[0];
    }
}
