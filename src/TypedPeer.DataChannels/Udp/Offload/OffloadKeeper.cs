using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp.Offload;

/// <summary>
/// Keeps one idle socket with receive offload for each address family, once the process has asked for offload. Where connections came
/// and went one after another, some openings lost 5 to 14 ms while their socket was made, and none did with such a socket kept. Linux
/// switches the path of these sockets on and off by patching its own code when the first on the machine appears and the last one goes,
/// which is the likely cause. The socket has no address, so nothing ever reaches it.
/// </summary>
internal static class OffloadKeeper
{
    private static readonly Lock Making = new();
    private static volatile Socket? s_version4;
    private static volatile Socket? s_version6;

    /// <summary>Says whether a socket is kept for a family.</summary>
    public static bool Keeps(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => s_version4 is not null,
        AddressFamily.InterNetworkV6 => s_version6 is not null,
        _ => false,
    };

    /// <summary>Keeps a socket for a family, unless there is one already or the system refuses.</summary>
    public static void Keep(AddressFamily family)
    {
        if (Keeps(family))
        {
            return;
        }

        lock (Making)
        {
            switch (family)
            {
                case AddressFamily.InterNetwork:
                    s_version4 ??= TryOpen(family);
                    break;
                case AddressFamily.InterNetworkV6:
                    s_version6 ??= TryOpen(family);
                    break;
            }
        }
    }

    private static Socket? TryOpen(AddressFamily family)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            if (SegmentationOffload.TryEnableReceive(socket))
            {
                return socket;
            }
        }
        catch (SocketException)
        {
            // Out of descriptors, for instance: only time is lost.
        }

        socket?.Dispose();
        return null;
    }
}
