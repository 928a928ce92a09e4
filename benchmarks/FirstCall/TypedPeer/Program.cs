using System.Diagnostics;
using System.Net;
using System.Text;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Benchmarks.FirstCall;

/// <summary>One side of a first call over a data channel.</summary>
internal static class Program
{
    private static long _main;

    public static async Task<int> Main(string[] args)
    {
        _main = Stopwatch.GetTimestamp();
        switch (args)
        {
            case ["listen"]:
                await ListenAsync();
                return 0;
            case ["call", var address]:
                await CallAsync(address);
                return 0;
            case ["offer"]:
                await OfferAsync();
                return 0;
            case ["answer"]:
                await AnswerAsync();
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: listen | call ADDRESS | offer | answer");
                return 2;
        }
    }

    /// <summary>Serves whoever has the address, until the input ends.</summary>
    private static async Task ListenAsync()
    {
        var port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback };
        var options = new PeerListenerOptions { Connections = new PeerConnectionListenerOptions { Port = port } };
        await using var listener = await PeerListener.ListenAsync(static peer => peer.Serve(new Adder()), options);
        Pipe.WriteLine("listens " + listener.Address);
        Pipe.ReadLine();
    }

    private static async Task CallAsync(string address)
    {
        await using var link = await PeerLink.ConnectAsync(address);
        await CallAsync(link.GetRemote<IAdder>());
    }

    /// <summary>Begins: the description goes out as a line, the peer's comes as one.</summary>
    private static async Task OfferAsync()
    {
        await using var connection = new PeerConnection();
        var channel = connection.CreateDataChannel("first-call");
        await DescribeAsync(connection);
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, ReadDescription()));
        await using var session = PeerSession.Start(channel);
        await CallAsync(session.GetRemote<IAdder>());
        Pipe.ReadLine();
    }

    private static async Task AnswerAsync()
    {
        await using var connection = new PeerConnection();
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, ReadDescription()));
        await DescribeAsync(connection);
        await using var session = PeerSession.Start(await connection.AcceptDataChannelAsync(), static peer => peer.Serve(new Adder()));
        Pipe.ReadLine();
    }

    private static async Task CallAsync(IAdder remote)
    {
        if (await remote.AddAsync(1, 2) != 3)
        {
            throw new InvalidOperationException("A wrong answer came.");
        }

        Pipe.Answered(_main);
    }

    /// <summary>With every candidate in it: here they are known at once.</summary>
    private static async Task DescribeAsync(PeerConnection connection)
    {
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted;
        Pipe.WriteLine("description " + Convert.ToBase64String(Encoding.UTF8.GetBytes(connection.LocalDescription!.Sdp)));
    }

    private static string ReadDescription() =>
        Encoding.UTF8.GetString(Convert.FromBase64String(Pipe.ReadLine() ?? throw new EndOfStreamException("No description came.")));
}
