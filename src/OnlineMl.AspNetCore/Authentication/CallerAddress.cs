using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Where a call comes from, as far as one caller is told from another by it.</summary>
internal static class CallerAddress
{
    /// <summary>The address of a connection; of IPv6 the network (/64), in which a caller has all addresses.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? Of(address) : "";

    private static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
