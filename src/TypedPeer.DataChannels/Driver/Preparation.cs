using System.Net.Sockets;
using TypedPeer.DataChannels.Addresses;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Sdp;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Offload;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Does once in a process, on the pool, what the first connection of it will do, in the order in which it will: what that loads and compiles takes as long as the making of keys, and needs nothing
/// of them. Nothing is sent, and no port is opened.
/// </summary>
internal static class Preparation
{
    private const string Nobody = "typedpeer://1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@127.0.0.1:9";

    /// <summary>What a listener's answer depends on of an offer.</summary>
    private const string Offer = "a=mid:0\r\na=ice-pwd:0000000000000000000000\r\n";

    private static int _hasBegun;

    /// <summary>Gets what is done, in order.</summary>
    internal static IReadOnlyList<Action> Steps { get; } =
    [
        static () => SystemNetwork.Instance.GetAddresses(),
        static () => OffloadKeeper.Keep(AddressFamily.InterNetwork),
        ReadAnswer,
        Encrypt,
    ];

    /// <summary>Begins, if that has not been done. Returns at once.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static _ => Run(), null);
        }
    }

    /// <summary>Does it. Never fails.</summary>
    private static void Run()
    {
        foreach (var step in Steps)
        {
            try
            {
                step();
            }
            catch (Exception)
            {
                // Whoever needs what is missing asks again, and reports why. The next step may work all the same.
            }
        }
    }

    private static void ReadAnswer()
    {
        var nobody = PeerAddress.Parse(Nobody);
        if (!SdpDescription.TryParse(ListenerAnswer.Write(nobody, Offer), out _, out var error))
        {
            throw new FormatException(error);
        }
    }

    private static void Encrypt()
    {
        using var exchange = new EcdheKeyExchange();
        using var cipher = RecordAead.Create(stackalloc byte[RecordAead.KeyLength]);
        Span<byte> text = stackalloc byte[1];
        cipher.Encrypt(stackalloc byte[RecordAead.NonceLength], text, stackalloc byte[RecordAead.TagLength], default);
    }
}
