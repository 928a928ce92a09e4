using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>
/// Where the offer/answer exchange stands: the descriptions in force and those that wait for an answer (W3C, section 4.4), and which ICE
/// credentials the application wants replaced. It says what may come next and knows nothing of the transport.
/// </summary>
internal sealed class NegotiationState
{
    private readonly HashSet<string> _credentialsToReplace = new(StringComparer.Ordinal);

    /// <summary>Gets where the exchange stands.</summary>
    public SignalingState SignalingState { get; private set; }

    /// <summary>Gets our description of the last exchange that ended.</summary>
    public LocalSessionDescription? CurrentLocal { get; private set; }

    /// <summary>Gets our description in the exchange under way.</summary>
    public LocalSessionDescription? PendingLocal { get; private set; }

    /// <summary>Gets the peer's description of the last exchange that ended.</summary>
    public RemoteSessionDescription? CurrentRemote { get; private set; }

    /// <summary>Gets the peer's description in the exchange under way.</summary>
    public RemoteSessionDescription? PendingRemote { get; private set; }

    /// <summary>Gets our newest description.</summary>
    public LocalSessionDescription? Local => PendingLocal ?? CurrentLocal;

    /// <summary>Gets the peer's newest description.</summary>
    public RemoteSessionDescription? Remote => PendingRemote ?? CurrentRemote;

    /// <summary>Gets or sets the offer that was made last, which is the one that may be set.</summary>
    public LocalSessionDescription? LastOffer { get; set; }

    /// <summary>Gets or sets the answer that was made last, which is the one that may be set.</summary>
    public LocalSessionDescription? LastAnswer { get; set; }

    /// <summary>Gets the answer that ended the last exchange, whoever made it: it says which media sections there are.</summary>
    public SdpDescription? Negotiated => CurrentLocal is { Type: SdpType.Answer } local ? local.Sdp : CurrentRemote?.Sdp;

    /// <summary>Gets whether the application has asked for an ICE restart that no exchange has brought yet.</summary>
    public bool IsRestartWanted => _credentialsToReplace.Count > 0;

    /// <summary>Finds the peer's descriptions that bear the name of an ICE session; the newest for whoever gives no name.</summary>
    public List<RemoteSessionDescription> FindRemote(string? usernameFragment)
    {
        var found = new List<RemoteSessionDescription>(2);
        foreach (var description in (RemoteSessionDescription?[])[PendingRemote, CurrentRemote])
        {
            if (description is not null && (usernameFragment is null ? found.Count == 0 : description.Has(usernameFragment)))
            {
                found.Add(description);
            }
        }

        return found;
    }

    /// <summary>Gets whether these credentials are to be replaced by the next offer.</summary>
    public bool IsToBeReplaced(IceCredentials credentials) => _credentialsToReplace.Contains(credentials.UsernameFragment);

    /// <summary>Asks for an ICE restart: a later offer has other credentials than all that are set. Before there are any it means nothing.</summary>
    public void WantRestart()
    {
        foreach (var local in (LocalSessionDescription?[])[CurrentLocal, PendingLocal])
        {
            if (local is not null)
            {
                _credentialsToReplace.Add(local.Credentials.UsernameFragment);
            }
        }
    }

    /// <summary>Takes our offer or answer.</summary>
    public void SetLocal(LocalSessionDescription local, SignalingState next)
    {
        PendingLocal = local;
        Go(next, local.Type);
    }

    /// <summary>Takes the peer's offer or answer.</summary>
    public void SetRemote(RemoteSessionDescription remote, SignalingState next)
    {
        if (PendingRemote is { } replaced && remote.IsSameSession(replaced))
        {
            remote.TakeOver(replaced);
        }

        if (remote.Type == SdpType.Offer)
        {
            LastAnswer = null;
        }

        PendingRemote = remote;
        Go(next, remote.Type);
    }

    /// <summary>Takes back the exchange under way. What was wanted of it is still wanted.</summary>
    public void Rollback()
    {
        PendingLocal = null;
        PendingRemote = null;
        LastAnswer = null;
        SignalingState = SignalingState.Stable;
    }

    /// <summary>The connection is closed.</summary>
    public void Close() => SignalingState = SignalingState.Closed;

    private void Go(SignalingState next, SdpType type)
    {
        SignalingState = next;
        if (type != SdpType.Answer)
        {
            return;
        }

        (CurrentLocal, PendingLocal) = (PendingLocal, null);
        (CurrentRemote, PendingRemote) = (PendingRemote, null);
        LastOffer = null;
        LastAnswer = null;
        if (!IsToBeReplaced(CurrentLocal!.Credentials))
        {
            _credentialsToReplace.Clear();
        }
    }
}
