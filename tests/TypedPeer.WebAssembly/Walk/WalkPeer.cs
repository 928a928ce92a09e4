using TypedPeer.Signaling;

namespace TypedPeer.WebAssembly.Walk;

/// <summary>What whoever has a link with another serves to it: the contract, and channels beside it.</summary>
public static class WalkPeer
{
    /// <summary>What comes by a channel of this name goes back.</summary>
    public const string Echo = "echo";

    /// <summary>Whoever opens a channel of this name wants the link closed.</summary>
    public const string Goodbye = "goodbye";

    public static void Serve(PeerSessionBuilder peer, PeerLink link)
    {
        peer.Serve<IWalk>(new WalkService());
        link.ChannelOpened += channel => _ = channel.Label == Goodbye ? link.DisposeAsync().AsTask() : EchoAsync(channel);
    }

    private static async Task EchoAsync(PeerLinkChannel channel)
    {
        await foreach (var message in channel.ReadAllAsync())
        {
            if (message.IsText)
            {
                await channel.SendAsync(message.GetText());
            }
            else
            {
                await channel.SendAsync(message.Data);
            }
        }
    }
}
