using System.Text.Json;
using SIPSorcery.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.SipSorceryChannels;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>A data channel of SIPSorcery. In a project of its own, since the package is not on every feed.</summary>
internal sealed class SipSorceryTransport : ITransport
{
    private readonly RTCPeerConnection _connection = new(new RTCConfiguration());

    public SipSorceryTransport(Report report) =>
        _connection.onconnectionstatechange += state => report.Line("connection", state.ToString());

    public async Task<IPeerChannel> OfferAsync(SignalingChannel signaling, Report report, CancellationToken cancellationToken)
    {
        var channel = new SipSorceryPeerChannel(_connection, await _connection.createDataChannel(Transports.ChannelLabel));
        var offer = await DescribeAsync(_connection.createOffer(), cancellationToken);
        await signaling.SendAsync(Write(SdpType.Offer, offer), cancellationToken);
        Accept(RTCSdpType.answer, Read(await signaling.ReceiveAsync(cancellationToken)));
        await channel.Opened.WaitAsync(cancellationToken);
        report.Line("data channel", $"'{channel.Label}' is open, over SIPSorcery");
        return channel;
    }

    public async Task<IPeerChannel> AnswerAsync(SignalingChannel signaling, CancellationToken cancellationToken)
    {
        var accepting = SipSorceryPeerChannel.AcceptAsync(_connection, Transports.ChannelLabel, cancellationToken: cancellationToken);
        Accept(RTCSdpType.offer, Read(await signaling.ReceiveAsync(cancellationToken)));
        var answer = await DescribeAsync(_connection.createAnswer(), cancellationToken);
        await signaling.SendAsync(Write(SdpType.Answer, answer), cancellationToken);
        return await accepting;
    }

    public void ReportPath(Report report)
    {
        // SIPSorcery names the pair in its log only.
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sets the description and returns it with every candidate in it, since nothing can be added once it is handed over.</summary>
    private async Task<string> DescribeAsync(RTCSessionDescriptionInit description, CancellationToken cancellationToken)
    {
        var gathered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection.onicegatheringstatechange += Check;
        await _connection.setLocalDescription(description);
        Check(_connection.iceGatheringState);
        await gathered.Task.WaitAsync(cancellationToken);
        _connection.onicegatheringstatechange -= Check;
        return _connection.localDescription.sdp.ToString();

        void Check(RTCIceGatheringState state)
        {
            if (state == RTCIceGatheringState.complete)
            {
                gathered.TrySetResult();
            }
        }
    }

    /// <summary>As W3C's example of perfect negotiation sends it, and every peer here reads it.</summary>
    private static string Write(SdpType type, string sdp) => $$"""{"description":{{new SessionDescription(type, sdp).ToJson()}}}""";

    private static string Read(string? message)
    {
        using var document = JsonDocument.Parse(message ?? throw new FormatException("The input ended where a description of the other side was expected."));
        return SessionDescription.FromJson(document.RootElement.GetProperty("description").GetRawText()).Sdp;
    }

    private void Accept(RTCSdpType type, string sdp)
    {
        var result = _connection.setRemoteDescription(new RTCSessionDescriptionInit { type = type, sdp = sdp });
        if (result != SetDescriptionResultEnum.OK)
        {
            throw new FormatException($"SIPSorcery does not take the {type} of the other side: {result}.");
        }
    }
}
