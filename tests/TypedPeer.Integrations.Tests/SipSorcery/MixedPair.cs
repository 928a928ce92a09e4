using System.Net;
using SIPSorcery.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.SipSorceryChannels;

namespace TypedPeer.Integrations.Tests;

/// <summary>SIPSorcery on one end, our own stack on the other, on loopback.</summary>
internal static class MixedPair
{
    /// <summary>SIPSorcery offers and opens the channel.</summary>
    public static async Task<(IPeerChannel SipSorcery, IPeerChannel Ours)> OfferBySipSorceryAsync()
    {
        var theirs = SipSorceryPair.CreateConnection();
        var ours = CreateConnection();
        var local = new SipSorceryPeerChannel(theirs, await theirs.createDataChannel("test"));
        var offer = theirs.createOffer();
        await theirs.setLocalDescription(offer);
        await ours.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer.sdp));
        await ours.SetLocalDescriptionAsync();
        await ours.GatheringCompleted.WaitAsync(SipSorceryPair.Patience);
        Accept(theirs, RTCSdpType.answer, ours.LocalDescription!.Sdp);
        var accepted = await ours.AcceptDataChannelAsync().AsTask().WaitAsync(SipSorceryPair.Patience);
        return (local, new ConnectionOwner(ours, accepted));
    }

    /// <summary>Our stack offers and opens the channel.</summary>
    public static async Task<(IPeerChannel Ours, IPeerChannel SipSorcery)> OfferByOursAsync()
    {
        var theirs = SipSorceryPair.CreateConnection();
        var ours = CreateConnection();
        var local = ours.CreateDataChannel("test");
        var accepting = SipSorceryPeerChannel.AcceptAsync(theirs);
        await ours.SetLocalDescriptionAsync();
        await ours.GatheringCompleted.WaitAsync(SipSorceryPair.Patience);
        Accept(theirs, RTCSdpType.offer, ours.LocalDescription!.Sdp);
        var answer = theirs.createAnswer();
        await theirs.setLocalDescription(answer);
        await ours.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, answer.sdp));
        return (new ConnectionOwner(ours, local), await accepting.WaitAsync(SipSorceryPair.Patience));
    }

    private static PeerConnection CreateConnection() =>
        new(new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback });

    private static void Accept(RTCPeerConnection connection, RTCSdpType type, string sdp) =>
        Assert.Equal(SetDescriptionResultEnum.OK, connection.setRemoteDescription(new RTCSessionDescriptionInit { type = type, sdp = sdp }));
}
