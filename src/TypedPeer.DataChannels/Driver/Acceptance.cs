using System.Net;
using TypedPeer.DataChannels.Addresses;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Connection.Negotiation;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Driver;

/// <summary>How a connection begins that a dialler asks for, of whom there is no description: all that is known of it came with its checks.</summary>
internal static class Acceptance
{
    /// <summary>Begins with the check that let the dialler in, and everything known that a description would have told. Never fails.</summary>
    public static void Run(PeerDriver driver, SharedSocket socket, IPEndPoint remote, IceCredentials dialler, Span<byte> check)
    {
        if (driver.Search.Join(socket.Port) is not { } member)
        {
            driver.Search.EndWithoutServers(search: 0);
            driver.Close(abort: true);
            return;
        }

        driver.Search.EndWithoutServers(search: 0);
        driver.Do(
            static (core, args) =>
            {
                var path = args.Member.Paths[args.Address];
                path.OnReached(args.Remote);
                Begin(core, path, args.Remote, args.Dialler, args.Now);
            },
            now => (Member: member, socket.Address, Remote: remote, Dialler: dialler, Now: now));
        socket.Deliver(member, remote, check);
    }

    /// <summary>Gives a core all that it has to know of a dialler.</summary>
    /// <param name="core">The core, whose own credentials the dialler has made up, and whose paths are there.</param>
    /// <param name="path">The path by which the dialler was let in.</param>
    /// <param name="remote">The dialler's address, which it has proved.</param>
    /// <param name="dialler">The dialler's credentials.</param>
    /// <param name="now">The time in microseconds.</param>
    public static void Begin(PeerConnectionCore core, IDatagramPath path, IPEndPoint remote, IceCredentials dialler, long now)
    {
        core.Transport.Ice.IsControlling = false;
        core.Transport.SetRemote(Describe(dialler), now);
        core.Transport.Ice.AddProvenAddress(path, remote, now);
    }

    private static RemoteTransportParameters Describe(IceCredentials dialler) => new(
        dialler, IsIceLite: false, DtlsRole.Server, Fingerprints: null, ListenerAnswer.SctpPort, ListenerAnswer.MaxMessageSize, TlsId: null);
}
