using System.Net;
using System.Net.Sockets;

namespace ModelOps.Core;

/// <summary>Addresses and ports that a server can listen on.</summary>
internal static class ServerPort
{
    /// <summary>The address that a host name means; InvalidInput where this machine has no such one.</summary>
    public static IPAddress Resolve(string hostName)
    {
        try
        {
            var address = IPAddress.TryParse(hostName, out var parsed) ? parsed : Dns.GetHostAddresses(hostName).FirstOrDefault();
            if (address is not null)
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, 0));
                return address;
            }
        }
        catch (SocketException)
        {
            // Falls through to the error below, which names the host.
        }
        throw Error.Of(ErrorKind.InvalidInput, "ServerHostNotHere", hostName);
    }

    /// <summary>Whether nothing listens on a port.</summary>
    public static bool IsFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (OperatingSystem.IsWindows())
            socket.ExclusiveAddressUse = true;
        else
            // As servers do: connections of an earlier one that linger don't count.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }

    /// <summary>The address by which this machine reaches a server that listens on a host.</summary>
    public static string Url(string hostName, int port)
    {
        var host = hostName switch
        {
            "0.0.0.0" => "127.0.0.1",
            "::" => "[::1]",
            _ => IPAddress.TryParse(hostName, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{hostName}]" : hostName,
        };
        return FormattableString.Invariant($"http://{host}:{port}");
    }
}
