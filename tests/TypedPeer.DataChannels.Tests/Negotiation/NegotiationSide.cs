using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>One side of an exchange: a core without a network, and what it told.</summary>
internal sealed class NegotiationSide : IDisposable
{
    private bool _isGathered;

    public NegotiationSide(PeerConnectionOptions? options = null) =>
        Core = new PeerConnectionCore(PeerTransportOptionsFactory.Create(options ?? new PeerConnectionOptions()));

    public PeerConnectionCore Core { get; }

    /// <summary>Gets all it told, one line each.</summary>
    public List<string> Told { get; } = [];

    public List<IceCandidateInit> Candidates { get; } = [];

    public int Needed { get; private set; }

    public PeerChannelCloseReason? Closed { get; private set; }

    public SignalingState State => Core.SignalingState;

    public string Fragment => FragmentOf(Core.LocalDescription!);

    public static SessionDescription Rollback { get; } = new(SdpType.Rollback, string.Empty);

    public static string FragmentOf(SessionDescription description) => FragmentsOf(description).Single();

    public static IEnumerable<string> FragmentsOf(SessionDescription description) =>
        description.Sdp.Split("\r\n").Where(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal)).Select(static line => line["a=ice-ufrag:".Length..]);

    /// <summary>Connects as far as descriptions go.</summary>
    public static void Exchange(NegotiationSide offerer, NegotiationSide answerer)
    {
        answerer.Remote(offerer.Local());
        offerer.Remote(answerer.Local());
    }

    /// <summary>Sets the description the state calls for, or the given one.</summary>
    public SessionDescription Local(SessionDescription? description = null)
    {
        if (Core.SetLocalDescription(description, 1))
        {
            Core.BeginGathering(1);
            if (_isGathered)
            {
                Core.EndGathering(1);
            }
        }

        Drain();
        return Core.LocalDescription!;
    }

    public void Remote(SessionDescription description)
    {
        Core.SetRemoteDescription(description, 1);
        Drain();
    }

    public void Candidate(IceCandidateInit? candidate)
    {
        Core.AddIceCandidate(candidate, 1);
        Drain();
    }

    public void Channel(string label = "c")
    {
        Core.CreateDataChannel(label, new DataChannelOptions(), 1);
        Drain();
    }

    public void RestartIce()
    {
        Core.RestartIce();
        Drain();
    }

    public void Socket(string address)
    {
        Core.Transport.Ice.AddPath(new FakePath(address));
        Drain();
    }

    /// <summary>There are no more sockets, in this search and in later ones.</summary>
    public void EndGathering()
    {
        _isGathered = true;
        Core.EndGathering(1);
        Drain();
    }

    public void Drain()
    {
        Core.Transport.HandleDeadline(1);
        for (var i = 0; i < Core.Events.Count; i++)
        {
            ref readonly var item = ref Core.Events[i];
            switch (item.Kind)
            {
                case PeerEventKind.SignalingState:
                    Told.Add($"signaling {item.SignalingState}");
                    break;
                case PeerEventKind.IceGatheringState:
                    Told.Add($"gathering {item.IceGatheringState}");
                    break;
                case PeerEventKind.IceConnectionState:
                    Told.Add($"ice {item.IceConnectionState}");
                    break;
                case PeerEventKind.ConnectionState:
                    Told.Add($"connection {item.ConnectionState}");
                    break;
                case PeerEventKind.NegotiationNeeded:
                    Needed++;
                    Told.Add("needed");
                    break;
                case PeerEventKind.LocalCandidate:
                    Candidates.Add(item.Candidate);
                    Told.Add("candidate");
                    break;
                case PeerEventKind.IceCandidateError:
                    Told.Add("error " + item.CandidateError.Error);
                    break;
                case PeerEventKind.Closed:
                    Closed = item.Reason;
                    Told.Add("closed");
                    break;
            }
        }

        Core.Events.Clear();
    }

    public void Dispose() => Core.Dispose();
}
