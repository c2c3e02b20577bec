using System.Net;
using System.Net.Sockets;

namespace Rollcall.Server.Hosting;

internal static class ClientAddress
{
    /// <summary>Where a request came from, as shown in the audit log.</summary>
    public static string? Address(this HttpContext context)
        => context.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : null;

    /// <summary>Whom a limit counts: an IPv4 address, or an IPv6 network of 64 bits, since one caller owns all of it.</summary>
    public static string LimitedBy(this HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address)
            return context.Address() ?? "";
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
