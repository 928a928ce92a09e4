using System.Runtime.CompilerServices;
using TypedPeer.Ahead;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Api;

/// <summary>Links to listeners whose address is known.</summary>
internal static class LinkByAddress
{
    /// <summary>Makes a link, one attempt; whatever is wrong with the arguments is told by the task, too.</summary>
    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    public static async Task<PeerLink> ConnectAsync(PeerAddress address, Action<PeerSessionBuilder>? configure, PeerLinkOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new PeerLinkOptions();
        options.Validate();
        var dialler = await LinkDialler.CreateAsync(address, configure, options, cancellationToken).Ahead();
        try
        {
            var first = await dialler.DialAsync(null, cancellationToken).Ahead();
            var link = new PeerLink(dialler.Session, dialler, address.Identity, configure);
            link.Run(first);
            return link;
        }
        catch
        {
            dialler.Dispose();
            throw;
        }
    }

    /// <summary>Connects to an address that is text; whatever is wrong with that is told by the task.</summary>
    public static Task<PeerLink> Parse(string address, Func<PeerAddress, Task<PeerLink>> connect)
    {
        PeerAddress parsed;
        try
        {
            parsed = PeerAddress.Parse(address);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return Task.FromException<PeerLink>(exception);
        }

        return connect(parsed);
    }
}
