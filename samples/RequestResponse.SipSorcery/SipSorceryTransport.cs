using SIPSorcery.Net;
using TypedPeer.Channels;
using TypedPeer.SipSorceryChannels;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>A data channel of SIPSorcery. In a project of its own, since the package is not on every feed.</summary>
internal sealed class SipSorceryTransport : ITransport
{
    private readonly RTCPeerConnection _connection = new(new RTCConfiguration());

    public SipSorceryTransport(Report report) =>
        _connection.onconnectionstatechange += state => report.Line("connection", state.ToString());

    public async Task<IPeerChannel> OfferAsync(ISignalling signalling, Report report, CancellationToken cancellationToken)
    {
        var channel = new SipSorceryPeerChannel(_connection, await _connection.createDataChannel(Connector.ChannelLabel));
        var offer = await DescribeAsync(_connection.createOffer(), cancellationToken);
        report.Line("signalling", $"offer of {offer.Length} bytes handed over");
        await signalling.SendAsync(SignallingCode.Encode("offer", offer), cancellationToken);

        var answer = SignallingCode.Decode("answer", await signalling.ReceiveAsync("answer", cancellationToken));
        report.Line("signalling", $"answer of {answer.Length} bytes came back");
        Accept(RTCSdpType.answer, answer);
        await channel.Opened.WaitAsync(cancellationToken);
        report.Line("data channel", $"'{channel.Label}' is open, over SIPSorcery");
        return channel;
    }

    public async Task<IPeerChannel> AnswerAsync(ISignalling signalling, CancellationToken cancellationToken)
    {
        var accepting = SipSorceryPeerChannel.AcceptAsync(_connection, Connector.ChannelLabel, cancellationToken: cancellationToken);
        Accept(RTCSdpType.offer, SignallingCode.Decode("offer", await signalling.ReceiveAsync("offer", cancellationToken)));
        var answer = await DescribeAsync(_connection.createAnswer(), cancellationToken);
        await signalling.SendAsync(SignallingCode.Encode("answer", answer), cancellationToken);
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

    private void Accept(RTCSdpType type, string sdp)
    {
        var result = _connection.setRemoteDescription(new RTCSessionDescriptionInit { type = type, sdp = sdp });
        if (result != SetDescriptionResultEnum.OK)
        {
            throw new FormatException($"SIPSorcery does not take the {type} of the other side: {result}.");
        }
    }
}
