using TypedPeer.Browser;
using TypedPeer.DataChannels;

namespace TypedPeer.WebAssembly;

/// <summary>Two connections of this page that talk to each other, with a channel each.</summary>
internal sealed class PagePair
{
    private PagePair(PeerConnectionOptions? options)
    {
        (FirstConnection, SecondConnection) = (new PeerConnection(options), new PeerConnection(options));
        Pass(FirstConnection, SecondConnection);
        Pass(SecondConnection, FirstConnection);
        (First, Second) = (Open(FirstConnection), Open(SecondConnection));
    }

    public PeerConnection FirstConnection { get; }

    public PeerConnection SecondConnection { get; }

    public DataChannel First { get; }

    public DataChannel Second { get; }

    /// <summary>Makes a pair, which finds its way by itself.</summary>
    public static PagePair Join(PeerConnectionOptions? options = null)
    {
        var pair = new PagePair(options);
        _ = pair.NegotiateAsync();
        return pair;
    }

    /// <summary>Ends what is between them, as a script of the page may: neither of them has asked for it.</summary>
    public void Break()
    {
        using var connection = BrowserPeer.GetConnection(FirstConnection)!;
        PageFunctions.Close(connection);
    }

    /// <summary>Makes an offer of the first side's, and has the second answer it.</summary>
    public async Task NegotiateAsync()
    {
        try
        {
            await FirstConnection.SetLocalDescriptionAsync();
            await SecondConnection.SetRemoteDescriptionAsync(FirstConnection.LocalDescription!);
            await SecondConnection.SetLocalDescriptionAsync();
            await FirstConnection.SetRemoteDescriptionAsync(SecondConnection.LocalDescription!);
        }
        catch (InvalidOperationException e)
        {
            // A check may be over sooner.
            Console.WriteLine($"ok the pair was closed meanwhile: {e.Message}");
        }
    }

    private static DataChannel Open(PeerConnection connection) => connection.CreateDataChannel("walk", new DataChannelOptions { Negotiated = true, Id = 0 });

    private static void Pass(PeerConnection from, PeerConnection to) => from.IceCandidate += candidate => _ = to.SignalingState == SignalingState.Closed ? Task.CompletedTask : to.AddIceCandidateAsync(candidate);
}
