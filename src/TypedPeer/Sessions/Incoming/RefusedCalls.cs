using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Incoming;

/// <summary>
/// One-way calls of what is not served, which nobody but this side can know of. However many come before the application is told,
/// they are one report: a peer that sends nothing else costs no more.
/// </summary>
internal sealed class RefusedCalls
{
    private readonly SessionState _state;
    private readonly SessionWork _report;
    private ulong _method;
    private PeerException? _first;
    private int _others;

    public RefusedCalls(SessionState state, ICallHost host)
    {
        _state = state;
        _report = host.CreateReport(this);
    }

    /// <summary>Adds one.</summary>
    public void Add(ulong method, PeerStatus status, string message)
    {
        if (_first is not null)
        {
            _others++;
            return;
        }

        _method = method;
        _first = new(status, message.Length > 0 ? message : "It is not served here.");
        _state.Add(_report);
    }

    /// <summary>Returns what came since the last time.</summary>
    public (ulong Method, PeerException First, int Others) Take()
    {
        var taken = (_method, _first!, _others);
        (_first, _others) = (null, 0);
        return taken;
    }
}
