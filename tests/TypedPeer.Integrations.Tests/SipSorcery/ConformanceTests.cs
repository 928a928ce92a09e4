using SIPSorcery.Net;
using TypedPeer.Channels;
using TypedPeer.SipSorceryChannels;
using TypedPeer.Testing;

namespace TypedPeer.Integrations.Tests;

/// <summary>What every channel owes its session, with SIPSorcery at one end or both.</summary>
public abstract class SipSorceryConformance : PeerChannelConformance
{
    private IPeerChannel? _breakable;

    /// <summary>An ABORT: the association is gone at once, and nothing else of the connection.</summary>
    protected override Func<IPeerChannel, Task> BreakAsync => _ =>
    {
        var association = ((SipSorceryPeerChannel)_breakable!).Connection.sctp.RTCSctpAssociation;
        association.Abort(new SctpErrorUserInitiatedAbort { AbortReason = "broken by a test" });
        return Task.CompletedTask;
    };

    protected sealed override async Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
    {
        var (first, second) = await ConnectAsync();
        _breakable = first is SipSorceryPeerChannel ? first : second;
        return (first, second);
    }

    protected abstract Task<(IPeerChannel First, IPeerChannel Second)> ConnectAsync();
}

/// <summary>SIPSorcery at both ends.</summary>
public sealed class SipSorceryConformanceTests : SipSorceryConformance
{
    protected override async Task<(IPeerChannel First, IPeerChannel Second)> ConnectAsync() => await SipSorceryPair.ConnectAsync();
}

/// <summary>SIPSorcery offers, our own stack answers.</summary>
public sealed class SipSorceryOffersConformanceTests : SipSorceryConformance
{
    protected override async Task<(IPeerChannel First, IPeerChannel Second)> ConnectAsync() => await MixedPair.OfferBySipSorceryAsync();
}

/// <summary>Our own stack offers, SIPSorcery answers.</summary>
public sealed class SipSorceryAnswersConformanceTests : SipSorceryConformance
{
    protected override async Task<(IPeerChannel First, IPeerChannel Second)> ConnectAsync() => await MixedPair.OfferByOursAsync();
}
