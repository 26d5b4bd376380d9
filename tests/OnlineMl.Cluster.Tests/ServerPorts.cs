using System.Net;
using System.Net.Sockets;

namespace OnlineMl.Cluster.Tests;

/// <summary>Ports that nobody listens on.</summary>
internal static class ServerPorts
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
