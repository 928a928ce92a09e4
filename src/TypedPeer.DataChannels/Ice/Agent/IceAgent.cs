using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Messages;
using TypedPeer.DataChannels.Ice.Selection;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>
/// A full ICE agent for one data stream of one component (RFC 8445, trickle by RFC 8838, consent by RFC 7675), without I/O, clock or threads.
/// The owner calls from one thread at a time. After every call that takes <c>now</c> it drains <see cref="WriteDatagram"/>,
/// then sleeps until <see cref="NextDeadline"/> and calls <see cref="HandleDeadline"/>. Times are microseconds of a monotonic clock.
/// </summary>
internal sealed class IceAgent
{
    private readonly IceOptions _options;
    private readonly IIceObserver _observer;
    private readonly IRandomSource _random;
    private readonly IceLocalCandidates _local = new();
    private readonly IceRemoteCandidates _remote;
    private readonly IceCheckList _checkList;
    private readonly IceTransactions _transactions;
    private readonly IceResponder _responder;
    private readonly IceValidatedAddresses _validated;
    private readonly IceEarlyChecks _earlyChecks;
    private readonly IcePacer _pacer;
    private readonly IceSelection _selection;
    private readonly IceGatherer _gatherer;
    private readonly IceLocalSide _localSide;
    private readonly IceSender _sender;
    private readonly IceOutcome _outcome;
    private readonly IcePairing _pairing;
    private readonly IceSessions _sessions;
    private readonly IceReceiver _receiver;
    private readonly List<IceTransaction> _expired = [];
    private long _failAt = long.MaxValue;
    private bool _remoteEnd;

    /// <summary>Makes an agent with fresh credentials. Tests may give their own randomness.</summary>
    public IceAgent(IceOptions options, IIceObserver observer, IRandomSource? random = null)
    {
        _options = options;
        _observer = observer;
        _random = random ?? SystemRandomSource.Instance;
        _remote = new IceRemoteCandidates(options);
        _checkList = new IceCheckList(options);
        _transactions = new IceTransactions(options, _random);
        _responder = new IceResponder(options);
        _validated = new IceValidatedAddresses(options);
        _earlyChecks = new IceEarlyChecks(options);
        _pacer = new IcePacer(options);
        _outcome = new IceOutcome(options);
        _gatherer = new IceGatherer(options, _random, _local);
        _localSide = new IceLocalSide(options, observer, _local, _gatherer);
        _selection = new IceSelection(options, _random, observer, _checkList, _transactions);
        _pairing = new IcePairing(_local, _remote, _checkList, _transactions, _selection, _outcome);
        _sessions = new IceSessions(options, _random, _validated);
        TieBreaker = IceRandom.CreateUInt64(_random);
        Kept = new IceKept(_checkList, _remote, _gatherer);
        _sender = new IceSender(options, _responder, _transactions, _gatherer, _selection, TieBreaker);
        _receiver = new IceReceiver(_sessions, _local, _remote, _transactions, _responder, _validated, _earlyChecks, _selection, _pairing, TieBreaker);
    }

    /// <summary>What the other side needs to check us; changes with <see cref="Restart"/>.</summary>
    public IceCredentials LocalCredentials => _sessions.Current.Local;

    /// <summary>What the other side needs to check us if it takes up the restart that is offered to it; null while none is.</summary>
    public IceCredentials? PreparedCredentials => _sessions.Prepared?.Local;

    /// <summary>The role: the offerer starts as controlling. A conflict may change it (RFC 8445, section 7.3.1.1).</summary>
    public bool IsControlling
    {
        get => _selection.IsControlling;
        set => _selection.SetRole(value);
    }

    /// <summary>The other side only answers checks (RFC 8445, section 2.5): this side controls.</summary>
    public bool IsRemoteLite
    {
        get;
        set
        {
            field = value;
            if (value)
                IsControlling = true;
        }
    }

    /// <summary>The pair data travels on: the first that works, later the nominated one. Null without one, or without consent.</summary>
    public IceCandidatePair? SelectedPair => _selection.Selected;

    /// <summary>The path data travels by.</summary>
    public IDatagramPath? SelectedPath => SelectedPair?.Path;

    /// <summary>The state, as the observer heard it last.</summary>
    public IceConnectionState State { get; private set; }

    /// <summary>Why the state is <see cref="IceConnectionState.Failed"/>.</summary>
    public IceFailure Failure => _outcome.Failure;

    /// <summary>Grows whenever <see cref="IsValidated"/> may give another answer.</summary>
    public int Validations => _validated.Changes;

    /// <summary>When <see cref="HandleDeadline"/> wants to be called; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>All local candidates there are. A restart keeps them and does not raise them again.</summary>
    public IEnumerable<IceCandidate> LocalCandidates => _local.All;

    /// <summary>The paths there are.</summary>
    public IEnumerable<IDatagramPath> Paths => _local.Paths.Select(static local => local.Path);

    /// <summary>The pairs under consideration, best first; for diagnosis.</summary>
    public IReadOnlyList<IceCandidatePair> Pairs => _checkList.Pairs;

    /// <summary>The same and more, after the end too; for diagnosis.</summary>
    public IceKept Kept { get; }

    /// <inheritdoc cref="IceReceiver.IntegrityChecks"/>
    internal long IntegrityChecks => _receiver.IntegrityChecks;

    /// <summary>Settles role conflicts: the larger one stays controlling.</summary>
    internal ulong TieBreaker { get; }

    /// <summary>Makes credentials for a session that is to be offered; see <see cref="Prepare"/>.</summary>
    public IceCredentials CreateCredentials() => IceCredentials.Create(_random);

    /// <summary>
    /// A restart under these credentials is offered to the other side: its checks are answered from now on, and all else goes on as it is until
    /// <see cref="SetRemoteCredentials"/> begins the new session. With <see cref="LocalCredentials"/> the offer is taken back.
    /// </summary>
    public void Prepare(IceCredentials local) => _sessions.Prepare(local);

    /// <summary>
    /// Makes checks possible. Other credentials than before mean that the peer has restarted, and restart this side too, under the prepared
    /// credentials if there are some.
    /// </summary>
    public void SetRemoteCredentials(IceCredentials credentials, long now)
    {
        if (State == IceConnectionState.Closed || (credentials == _sessions.Current.Remote && _sessions.Prepared is null))
            return;

        if (_sessions.Current.Remote is not null || _sessions.Prepared is not null)
            Restart(now);

        _sessions.Current.SetRemote(credentials);
        _failAt = now + _options.FailureTimeout;
        foreach (var early in _earlyChecks.Take(credentials.UsernameFragment))
        {
            _pairing.Learn(_sessions.Current, early.Path, early.Remote, early.Priority, early.Nominates, now);
            _pairing.Count(early.Path, early.Remote, early.Requests, early.Responses);
        }

        Advance(now);
    }

    /// <summary>
    /// Begins the prepared session, or one with new credentials (RFC 8445, section 9). Paths and local candidates stay; remote candidates have to come again.
    /// Data stays on the old pair, under its old credentials, until a new one works.
    /// </summary>
    public IceCredentials Restart(long now)
    {
        if (State == IceConnectionState.Closed)
            return LocalCredentials;

        _transactions.RemoveGeneration(_sessions.Current, except: SelectedPair);
        _sessions.Restart(SelectedPair?.Generation);
        _failAt = long.MaxValue;
        _outcome.OnRestart();
        Kept.Forget();
        _remoteEnd = false;
        _checkList.Clear();
        _remote.Clear();
        _selection.OnRestart();
        Advance(now);
        return LocalCredentials;
    }

    /// <summary>Adds a path as a candidate. Earlier ones are preferred.</summary>
    /// <exception cref="ArgumentException">Its address is no single address, it was added before, or there are too many paths.</exception>
    public void AddPath(IDatagramPath path)
    {
        var local = _localSide.Add(path);
        foreach (var remote in _remote.All)
            _pairing.AddPair(_sessions.Current, local, remote);

        Wake();
    }

    /// <summary>
    /// A path is gone: its candidates are none any more, its pairs are forgotten, and what comes by it is ignored. Where data travelled on it,
    /// another pair that works takes over before this returns; without one the state is disconnected and all that is left is checked.
    /// </summary>
    public void RemovePath(IDatagramPath path, long now)
    {
        if (State == IceConnectionState.Closed || _local.Find(path) is not { } local)
            return;

        _responder.Remove(path);
        _earlyChecks.Remove(path);
        _validated.Remove(path);
        _localSide.Remove(local);
        _selection.RemovePath(path, now);
        Advance(now);
    }

    /// <summary>
    /// The connection to an address is gone, of a path that has several: nothing comes from there any more but by another one. Where data travelled
    /// by it, this is as <see cref="RemovePath"/>.
    /// </summary>
    public void OnDisconnected(IDatagramPath path, IPEndPoint remote, long now)
    {
        if (State is IceConnectionState.Closed or IceConnectionState.Failed)
            return;

        _validated.Remove(path, remote);
        _earlyChecks.Remove(path, remote);
        _selection.OnDisconnected(path, remote, now);
        Advance(now);
    }

    /// <summary>Local paths and STUN servers are looked for once more: <see cref="EndOfLocalCandidates"/> will be told again, and so will its outcome.</summary>
    public void RestartGathering(long now)
    {
        _localSide.Restart();
        Advance(now);
    }

    /// <summary>Asks these STUN servers, and no others any more, how they see our UDP ports; those that were asked before as well.</summary>
    public void SetStunServers(IReadOnlyList<(IPEndPoint EndPoint, string Url)> servers, long now)
    {
        if (State == IceConnectionState.Closed)
            return;

        _localSide.SetServers(servers);
        Advance(now);
    }

    /// <summary>Asks a STUN server how it sees our UDP ports, later ones too.</summary>
    public void AddStunServer(IPEndPoint server, long now, string url = "")
    {
        if (State == IceConnectionState.Closed)
            return;

        _localSide.AddServer(server, url);
        Advance(now);
    }

    /// <summary>A server sees a path by another address, as the owner has found out by other means than those of <see cref="SetStunServers"/>.</summary>
    public void AddMapped(IDatagramPath path, IPEndPoint mapped, IPEndPoint server)
    {
        if (State != IceConnectionState.Closed && _local.Find(path) is { } local)
            _localSide.AddMapped(local, mapped, server);
    }

    /// <summary>No more local paths will come.</summary>
    public void EndOfLocalCandidates()
    {
        _localSide.End();
        Wake();
    }

    /// <summary>
    /// The other side has answered a check that was made for this session before there was an agent: the pair works, and data may go there. The
    /// remote credentials are known.
    /// </summary>
    public void AddProvenAddress(IDatagramPath path, IPEndPoint remote, long now)
    {
        remote = IceAddress.Normalize(remote);
        if (State == IceConnectionState.Closed || !_remote.IsAllowed(remote))
            return;

        _validated.Add(path, remote, _sessions.Current, SelectedPair);
        _pairing.Learn(_sessions.Current, path, remote, priority: 0, nominates: false, now);
        if (_checkList.Find(path, remote) is { } pair)
            _selection.OnProven(pair, now);

        Advance(now);
    }

    /// <summary>Takes a candidate from signalling; ignores what cannot be used, is filtered or is too many.</summary>
    public void AddRemoteCandidate(IceCandidate candidate, long now)
    {
        _outcome.OnCandidate();
        if (State is IceConnectionState.Closed or IceConnectionState.Failed || !candidate.IsUsable || (candidate.IsTcp && !_options.UsesTcp))
            return;
        if (candidate.UsernameFragment is { } fragment && _sessions.Current.Remote is { } remote && remote.UsernameFragment != fragment)
            return;

        candidate = candidate with { EndPoint = IceAddress.Normalize(candidate.EndPoint!) };
        bool isTaken = _remote.TryAddSignaled(candidate, SelectedPair?.Remote, out var replaced, out var dropped);
        if (_remote.TakeHasLeftOut())
            _observer.OnCandidatesLeftOut();
        if (!isTaken)
            return;

        if (replaced is not null)
            _selection.ReplaceRemote(replaced, candidate);
        if (dropped is not null)
            _selection.Drop(dropped);
        foreach (var local in _local.Paths)
            _pairing.AddPair(_sessions.Current, local, candidate);

        Advance(now);
    }

    /// <summary>No more remote candidates will come by signalling.</summary>
    public void EndOfRemoteCandidates(long now)
    {
        _remoteEnd = true;
        _outcome.OnEndOfCandidates(now);
        Advance(now);
    }

    /// <summary>Takes a datagram that came in by a path. False: it is no STUN. Whatever it holds, nothing is thrown.</summary>
    public bool HandleDatagram(IDatagramPath path, IPEndPoint remote, ReadOnlySpan<byte> datagram, long now)
    {
        if (!StunMessage.IsStun(datagram))
            return false;
        if (State is IceConnectionState.Closed or IceConnectionState.Failed || _local.Find(path) is not { } local
            || !StunMessage.TryParse(datagram, out var message) || message.Method != StunMessage.BindingMethod || message.AttributeCount > _options.MaximumAttributes)
            return true;

        if (message.Class != StunMessageClass.Request && _localSide.TryHandle(message, local, remote, now))
        {
            Advance(now);
            return true;
        }

        bool changed = message.Class switch
        {
            StunMessageClass.Request => _receiver.HandleRequest(message, path, remote, now),
            StunMessageClass.SuccessResponse or StunMessageClass.ErrorResponse => _receiver.HandleResponse(message, local, remote, now),
            _ => false,
        };
        if (changed)
            Advance(now);

        return true;
    }

    /// <summary>Writes the next datagram to send, at most 800 bytes; 0 if there is none.</summary>
    public int WriteDatagram(Span<byte> destination, long now, out IDatagramPath path, out IPEndPoint remote)
    {
        int length = _sender.Write(destination, now, out path, out remote, out long dueAt);
        NextDeadline = Math.Min(NextDeadline, dueAt);
        return length;
    }

    /// <summary>Does what is due.</summary>
    public void HandleDeadline(long now) => Advance(now);

    /// <summary>
    /// Whether the address has passed a check, ours or its own, with verified MESSAGE-INTEGRITY: DTLS is taken from such addresses only.
    /// Called for every packet; allocates nothing.
    /// </summary>
    public bool IsValidated(IDatagramPath path, IPEndPoint remote) => _validated.Contains(path, remote);

    /// <summary>The pair that data between a path and an address belongs to; null when there is none any more.</summary>
    public IceCandidatePair? FindPair(IDatagramPath path, IPEndPoint remote) =>
        SelectedPair is { } selected && selected.Path == path && IceAddress.AreSame(selected.RemoteEndPoint, remote) ? selected : _checkList.Find(path, remote);

    /// <summary>Ends everything at once; nothing is sent.</summary>
    public void Close()
    {
        if (State == IceConnectionState.Closed)
            return;

        Clear();
        _sessions.Close();
        _remote.Clear();
        _gatherer.Clear();
        NextDeadline = long.MaxValue;
        State = IceConnectionState.Closed;
        _observer.OnStateChanged(State);
    }

    private void Advance(long now)
    {
        if (State == IceConnectionState.Closed)
            return;

        _expired.Clear();
        _transactions.Advance(now, _expired);
        foreach (var transaction in _expired)
            _selection.OnExpired(transaction, now);

        bool isLost = _selection.Advance(now) && _sessions.Current.Remote is not null && SelectedPair is null && (_sessions.Previous is null || now >= _failAt);
        if (isLost || IsOverdue(now) || (!_localSide.MayHavePath && _sessions.Current.Remote is not null))
            _outcome.OnFailed(_localSide.HasPath);

        if (_outcome.HasFailed)
            Clear();
        else if (_sessions.Current.Remote is not null)
            _selection.StartChecks(now, _pacer);

        _sessions.Advance(now);
        _localSide.Advance(now);
        UpdateState();
        UpdateDeadline(now);
    }

    /// <summary>There is no pair, and the time to find one is over. Who had one, and lost its path, has as long as consent would have lasted.</summary>
    private bool IsOverdue(long now) =>
        SelectedPair is null && !_selection.IsSearching && (now >= _failAt || (now >= _outcome.HopelessAt && _checkList.Pairs.Count == 0));

    private void UpdateState()
    {
        var state = SelectedPair switch
        {
            _ when _outcome.HasFailed => IceConnectionState.Failed,
            null when _selection.IsSearching => IceConnectionState.Disconnected,
            null => _sessions.Current.Remote is null || !(_outcome.HasCandidate || _checkList.Pairs.Count > 0) ? IceConnectionState.New : IceConnectionState.Checking,
            _ when _selection.IsUncertain => IceConnectionState.Disconnected,
            { IsNominated: true } pair when _localSide.IsComplete && _remoteEnd && pair.Generation == _sessions.Current => IceConnectionState.Completed,
            _ => IceConnectionState.Connected,
        };
        if (state == State)
            return;

        State = state;
        if (state is IceConnectionState.Connected or IceConnectionState.Completed)
            _outcome.OnConnected();

        _observer.OnStateChanged(state);
    }

    private void UpdateDeadline(long now)
    {
        long next = Math.Min(_transactions.NextDeadline, _sessions.NextDeadline);
        if (!_outcome.HasFailed)
        {
            next = Math.Min(next, _sender.GetGatheringDeadline(now));
            next = Math.Min(next, _selection.GetDeadline(now));
            if (SelectedPair is null && !_selection.IsSearching)
                next = Math.Min(next, Math.Min(_failAt, _outcome.HopelessAt > now ? _outcome.HopelessAt : long.MaxValue));
            if (_sessions.Current.Remote is not null)
                next = Math.Min(next, _selection.GetCheckDeadline(_pacer));
        }

        NextDeadline = next;
    }

    /// <summary>Calls without a clock ask to be looked after at once.</summary>
    private void Wake()
    {
        if (State is not IceConnectionState.Closed and not IceConnectionState.Failed)
            NextDeadline = 0;
    }

    private void Clear()
    {
        Kept.Keep(SelectedPair);
        _transactions.Clear();
        _responder.Clear();
        _checkList.Clear();
        _earlyChecks.Clear();
        _validated.Clear();
        _selection.Clear();
    }
}
