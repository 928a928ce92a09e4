using System.Net;
using SIPSorcery.Net;
using TypedPeer.SipSorceryChannels;

namespace TypedPeer.Integrations.Tests;

/// <summary>Two SIPSorcery connections in this process, on loopback, with a channel from the first to the second.</summary>
internal static class SipSorceryPair
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static RTCPeerConnection CreateConnection() => new(new RTCConfiguration { X_BindAddress = IPAddress.Loopback });

    /// <summary>Opens a channel and waits for both ends of it.</summary>
    public static async Task<(SipSorceryPeerChannel Offerer, SipSorceryPeerChannel Answerer)> ConnectAsync(
        SipSorceryChannelOptions? offererOptions = null,
        SipSorceryChannelOptions? answererOptions = null)
    {
        var offerer = CreateConnection();
        var answerer = CreateConnection();
        var local = new SipSorceryPeerChannel(offerer, await offerer.createDataChannel("test"), offererOptions);
        var accepting = SipSorceryPeerChannel.AcceptAsync(answerer, options: answererOptions);
        await SignalAsync(offerer, answerer);
        var remote = await accepting.WaitAsync(Patience);
        await local.Opened.WaitAsync(Patience);
        return (local, remote);
    }

    /// <summary>Exchanges descriptions and candidates, as a signalling server would.</summary>
    public static async Task SignalAsync(RTCPeerConnection offerer, RTCPeerConnection answerer)
    {
        offerer.onicecandidate += candidate => answerer.addIceCandidate(Describe(candidate));
        answerer.onicecandidate += candidate => offerer.addIceCandidate(Describe(candidate));
        var offer = offerer.createOffer();
        await offerer.setLocalDescription(offer);
        Assert.Equal(SetDescriptionResultEnum.OK, answerer.setRemoteDescription(offer));
        var answer = answerer.createAnswer();
        await answerer.setLocalDescription(answer);
        Assert.Equal(SetDescriptionResultEnum.OK, offerer.setRemoteDescription(answer));
    }

    public static RTCIceCandidateInit Describe(RTCIceCandidate candidate) =>
        new() { candidate = candidate.candidate, sdpMid = candidate.sdpMid, sdpMLineIndex = candidate.sdpMLineIndex };
}
