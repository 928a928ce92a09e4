using System.Net;
using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// A whole peer without I/O: the offer/answer exchange (RFC 8829, the data-channel part) on top of <see cref="PeerTransport"/>.
/// Not thread-safe: the caller serialises.
/// </summary>
internal sealed class PeerConnectionCore : IDisposable
{
    /// <summary>Candidates may overtake the description they belong to; so many are kept for it. As many as one session takes.</summary>
    private const int MaxEarlyCandidates = 256;

    /// <summary>With so many events waiting a handler blocks: the peer must not add one with every address it makes the filter fail on.</summary>
    private const int MaxWaitingForFailure = 256;

    private const string DefaultMid = "0";

    private readonly PeerTransportOptions _options;
    private readonly List<IceCandidate> _localCandidates = [];
    private readonly List<IceCandidate?> _earlyCandidates = [];
    private readonly ulong _sessionId;
    private string? _transportMid = DefaultMid;
    private int _transportIndex;
    private SdpDescription? _remoteOffer;
    private SdpDescription? _lastAnswer;
    private SdpType? _localType;
    private SdpSetup _localSetup = SdpSetup.ActPass;
    private ulong _version;
    private string? _announcedFragment;
    private bool _hasLeftOutEarly;
    private bool _closed;

    public PeerConnectionCore(PeerTransportOptions options)
    {
        _options = options with
        {
            OnLocalCandidate = OnLocalCandidate,
            OnLocalCandidatesEnd = () => SetGatheringState(IceGatheringState.Complete),
            OnCandidateError = ReportCandidateError,
            Ice = options.Ice with { RemoteAddressFilter = options.Ice.RemoteAddressFilter is { } filter ? address => IsLetThrough(filter, address) : null },
        };
        _sessionId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 1;
        Transport = new PeerTransport(_options, Events);
    }

    public PeerEventQueue Events { get; } = new();

    public PeerTransport Transport { get; }

    public SignalingState SignalingState { get; private set; }

    public IceGatheringState GatheringState { get; private set; }

    public SessionDescription? RemoteDescription { get; private set; }

    /// <summary>Gets our description with the candidates known by now.</summary>
    public SessionDescription? LocalDescription => _localType is { } type ? Describe(type) : null;

    /// <summary>Gets who we are.</summary>
    public PeerIdentity LocalIdentity => RemoteParameters.ToIdentity(_options.Certificate.Fingerprint);

    /// <summary>Gets who the peer proved to be.</summary>
    public PeerIdentity? RemoteIdentity => Transport.RemoteFingerprint is { } fingerprint ? RemoteParameters.ToIdentity(fingerprint) : null;

    /// <summary>Makes a channel; it is announced when the connection is up.</summary>
    public DataChannelCore CreateDataChannel(string label, DataChannelOptions options, long now)
    {
        ThrowIfClosed();
        return Transport.CreateChannel(label, options, now);
    }

    /// <summary>Describes this side as the one who begins.</summary>
    public SessionDescription CreateOffer()
    {
        ThrowIfClosed();
        ThrowUnless(SignalingState is SignalingState.Stable or SignalingState.HaveLocalOffer, "make an offer");
        return Describe(SdpType.Offer);
    }

    /// <summary>Describes this side in answer to the peer's offer.</summary>
    public SessionDescription CreateAnswer()
    {
        ThrowIfClosed();
        ThrowUnless(SignalingState == SignalingState.HaveRemoteOffer, "make an answer");
        return Describe(SdpType.Answer);
    }

    /// <summary>Makes the next offer an ICE restart.</summary>
    public void RestartIce(long now)
    {
        ThrowIfClosed();
        Transport.RestartIce(now);
    }

    /// <summary>Takes our own description into force; the type is all that counts, since it describes what this object is.</summary>
    public void SetLocalDescription(SessionDescription description)
    {
        ThrowIfClosed();
        ThrowUnlessKnown(description.Type);
        if (!SdpDescription.TryParse(description.Sdp, out var parsed, out var error) || parsed?.Data is not { } data)
        {
            throw new ArgumentException($"The local description is not valid: {error ?? "it has no data section"}.");
        }

        if (data.IceUfrag != Transport.Ice.LocalCredentials.UsernameFragment)
        {
            throw new ArgumentException("The local description is not one this connection made.");
        }

        if (description.Type == SdpType.Offer)
        {
            ThrowUnless(SignalingState is SignalingState.Stable or SignalingState.HaveLocalOffer, "set a local offer");
            _localType = SdpType.Offer;
            SetSignalingState(SignalingState.HaveLocalOffer);
            if (RemoteDescription is null)
            {
                Transport.Ice.IsControlling = true;
            }
        }
        else
        {
            ThrowUnless(SignalingState == SignalingState.HaveRemoteOffer, "set a local answer");
            _localType = SdpType.Answer;
            _lastAnswer = parsed;
            SetSignalingState(SignalingState.Stable);
        }

        _version++;
        if (GatheringState == IceGatheringState.New)
        {
            SetGatheringState(IceGatheringState.Gathering);
        }
        else
        {
            AnnounceAgain();
        }
    }

    /// <summary>After an ICE restart, by whichever side, the peer needs our candidates once more.</summary>
    private void AnnounceAgain()
    {
        var fragment = Transport.Ice.LocalCredentials.UsernameFragment;
        if (fragment == _announcedFragment)
        {
            return;
        }

        foreach (var candidate in _localCandidates)
        {
            Announce(candidate);
        }
    }

    /// <summary>Takes the peer's description into force.</summary>
    public void SetRemoteDescription(SessionDescription description, long now)
    {
        ThrowIfClosed();
        ThrowUnlessKnown(description.Type);
        if (!SdpDescription.TryParse(description.Sdp, out var parsed, out var error) || parsed?.Data is not { } data)
        {
            throw new ArgumentException($"The remote description is not valid: {error ?? "it has no data section"}.");
        }

        if (description.Type == SdpType.Offer)
        {
            ThrowUnless(SignalingState is SignalingState.Stable or SignalingState.HaveRemoteOffer, "take an offer");
        }
        else
        {
            ThrowUnless(SignalingState == SignalingState.HaveLocalOffer, "take an answer");
        }

        var role = RemoteParameters.ChooseRole(description.Type, data.Setup, Transport.LocalDtlsRole);
        var parameters = RemoteParameters.Read(data, role, _options.ExpectedFingerprint);
        if (RemoteDescription is not null)
        {
            Transport.ThrowIfIdentityChanges(parameters);
        }

        // All that can be refused has been: from here on it happens.
        if (description.Type == SdpType.Offer)
        {
            _remoteOffer = parsed;
            if (RemoteDescription is null)
            {
                Transport.Ice.IsControlling = false;
            }
        }
        else
        {
            _lastAnswer = parsed;
        }

        _transportMid = parsed.TransportMid;
        _transportIndex = parsed.TransportIndex;

        _localSetup = role == DtlsRole.Client ? SdpSetup.Active : SdpSetup.Passive;
        RemoteDescription = description;
        SetSignalingState(description.Type == SdpType.Offer ? SignalingState.HaveRemoteOffer : SignalingState.Stable);
        Transport.SetRemote(parameters, now);
        AddCandidates(data, now);
    }

    /// <summary>Takes a candidate of the peer's; kept for later when its description is not there yet. It is read now, so that whoever gives it hears of a bad one.</summary>
    public void AddIceCandidate(IceCandidateInit? init, long now)
    {
        if (_closed)
        {
            throw new InvalidOperationException("The connection is closed.");
        }

        IceCandidate? candidate = null;
        if (init is not null && init.Candidate is not "" && !IceCandidate.TryParse(init.Candidate, out candidate))
        {
            throw new ArgumentException($"{PeerText.Quote(init.Candidate)} is not an ICE candidate.");
        }

        if (RemoteDescription is not null)
        {
            AddCandidate(candidate, now);
            Transport.Settle();
        }
        else if (_earlyCandidates.Count < MaxEarlyCandidates)
        {
            _earlyCandidates.Add(candidate);
        }
        else if (!_hasLeftOutEarly)
        {
            _hasLeftOutEarly = true;
            ReportCandidateError(IceCandidateErrors.CandidatesLeftOut(MaxEarlyCandidates));
        }
    }

    /// <summary>Tells the application of an address or server that gives no candidate.</summary>
    public void ReportCandidateError(IceCandidateError error)
    {
        if (error.Url.Length == 0)
        {
            Transport.LocalTrouble ??= error.Error;
        }

        Events.Add(PeerEvent.Of(error));
    }

    /// <summary>The driver found all local addresses and STUN servers; gathering is complete when the servers have answered or been given up.</summary>
    public void EndGathering(long now)
    {
        Transport.Ice.EndOfLocalCandidates();
        Transport.Ice.HandleDeadline(now);
        Transport.Settle();
    }

    /// <summary>Ends the connection; see <see cref="PeerTransport.Close"/>.</summary>
    public void Close(bool abort, long now)
    {
        if (!_closed)
        {
            _closed = true;
            SetSignalingState(SignalingState.Closed);
        }

        Transport.Close(CloseReasons.LocalConnection, abort, now);
    }

    public void Dispose()
    {
        Transport.Dispose();
        _options.Certificate.Dispose();
        _options.KeyExchange?.Dispose();
    }

    private void AddCandidates(SdpDataSection data, long now)
    {
        foreach (var candidate in data.Candidates)
        {
            Transport.Ice.AddRemoteCandidate(candidate, now);
        }

        foreach (var candidate in _earlyCandidates)
        {
            AddCandidate(candidate, now);
        }

        _earlyCandidates.Clear();
        if (data.EndOfCandidates)
        {
            Transport.Ice.EndOfRemoteCandidates(now);
        }

        Transport.Settle();
    }

    /// <summary>Null: there are no more.</summary>
    private void AddCandidate(IceCandidate? candidate, long now)
    {
        if (candidate is null)
        {
            Transport.Ice.EndOfRemoteCandidates(now);
        }
        else
        {
            Transport.Ice.AddRemoteCandidate(candidate, now);
        }
    }

    /// <summary>The application's filter may throw: an address it did not let through is not let through.</summary>
    private bool IsLetThrough(Func<IPEndPoint, bool> filter, IPEndPoint address)
    {
        try
        {
            return filter(address);
        }
        catch (Exception exception)
        {
            if (Events.Count < MaxWaitingForFailure)
            {
                Events.Add(PeerEvent.FilterFailed(exception));
            }

            return false;
        }
    }

    private SessionDescription Describe(SdpType type)
    {
        var credentials = Transport.Ice.LocalCredentials;
        var section = new SdpDataSection
        {
            Mid = DefaultMid,
            IceUfrag = credentials.UsernameFragment,
            IcePwd = credentials.Password,
            Fingerprints = [RemoteParameters.ToSdp(_options.Certificate.Fingerprint)],
            Setup = type == SdpType.Offer ? SdpSetup.ActPass : _localSetup,
            SctpPort = _options.Sctp.LocalPort,
            MaxMessageSize = _options.MaxMessageSize,
            Candidates = [.. _localCandidates],
            EndOfCandidates = GatheringState == IceGatheringState.Complete,
            Trickle = true,

            // An answer repeats it only to an offer that has one (RFC 8842, section 5.3).
            TlsId = type == SdpType.Offer || _remoteOffer?.Data?.TlsId is not null ? _options.TlsId : null,
        };
        var description = type == SdpType.Offer
            ? SdpDescription.CreateOffer(section, _sessionId, _version, _lastAnswer)
            : SdpDescription.CreateAnswer(_remoteOffer!, section, _sessionId, _version);
        return new SessionDescription(type, description.ToString());
    }

    private void OnLocalCandidate(IceCandidate candidate)
    {
        _localCandidates.Add(candidate);
        Announce(candidate);
    }

    private void Announce(IceCandidate candidate)
    {
        _announcedFragment = Transport.Ice.LocalCredentials.UsernameFragment;
        Events.Add(PeerEvent.LocalCandidate(new IceCandidateInit(candidate.ToString(), _transportMid, _transportIndex, _announcedFragment)));
    }

    private void SetSignalingState(SignalingState state)
    {
        if (SignalingState != state)
        {
            SignalingState = state;
            Events.Add(PeerEvent.Of(state));
        }
    }

    private void SetGatheringState(IceGatheringState state)
    {
        if (GatheringState != state)
        {
            GatheringState = state;
            Events.Add(PeerEvent.Of(state));
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed || Transport.IsFinished)
        {
            throw new InvalidOperationException("The connection is closed.");
        }
    }

    private static void ThrowUnlessKnown(SdpType type)
    {
        if (type is not (SdpType.Offer or SdpType.Answer))
        {
            throw new ArgumentException($"A description is an offer or an answer, not {(int)type}.");
        }
    }

    private void ThrowUnless(bool legal, string what)
    {
        if (!legal)
        {
            throw new InvalidOperationException($"Cannot {what} in the signaling state {SignalingState}.");
        }
    }
}
