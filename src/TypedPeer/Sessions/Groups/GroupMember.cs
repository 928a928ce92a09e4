using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Calls;
using TypedPeer.Sessions.Outgoing;

namespace TypedPeer.Sessions.Groups;

/// <summary>One session in a group: where calls to it go, and whether they get there.</summary>
internal sealed class GroupMember(PeerSession session, IContractDescription contract, GroupMembers group) : IOneWayOutcome
{
    private readonly Lock _lock = new();
    private readonly CallTarget _target = CallTarget.Served(contract, null);
    private Dictionary<string, CallTarget>? _named;

    /// <summary>Set while calls fail, so that the first of them is told and not every one.</summary>
    private volatile bool _isFailing;

    public PeerSession Session => session;

    public RemoteScope Scope { get; } = session.Remotes;

    /// <summary>Gets where calls to one of the session's instances go.</summary>
    public CallTarget TargetOf(string? instance)
    {
        if (instance is null)
        {
            return _target;
        }

        lock (_lock)
        {
            _named ??= new(StringComparer.Ordinal);
            if (!_named.TryGetValue(instance, out var target))
            {
                _named.Add(instance, target = CallTarget.Served(contract, instance));
            }

            return target;
        }
    }

    /// <summary>Makes a remote of this session alone.</summary>
    public PeerRemote CreateRemote(CallSettings settings, string? instance) => new(Scope, TargetOf(instance), settings: settings);

    public void OnAccepted()
    {
        if (_isFailing)
        {
            _isFailing = false;
        }
    }

    public void OnFailed(PeerMethod method, Exception exception)
    {
        // What an end takes with it is told once, by the end.
        if (!_isFailing && !Scope.Session.HasEnded)
        {
            _isFailing = true;
            group.Report(session, exception);
        }
    }
}
