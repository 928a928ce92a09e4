using TypedPeer.Sessions.Driving;

namespace TypedPeer.Sessions.Failures;

/// <summary>
/// One-way calls of what is not served, which nobody but this side can know of. However many come before the application is told,
/// they are one report: a peer that sends nothing else costs no more.
/// </summary>
internal sealed class RefusalReport(SessionEngine engine) : IThreadPoolWorkItem
{
    private ulong _method;
    private PeerException? _first;
    private int _others;

    /// <summary>Adds one. Under the lock.</summary>
    public void Add(ulong method, PeerStatus status, string message)
    {
        if (_first is not null)
        {
            _others++;
            return;
        }

        _method = method;
        _first = new(status, message.Length > 0 ? message : "It is not served here.");
        engine.Work.Add(this);
    }

    public void Execute()
    {
        engine.Enter();
        var (method, first, others) = (_method, _first!, _others);
        (_first, _others) = (null, 0);
        engine.Exit(eager: false);
        var rest = others == 0 ? string.Empty : $" So were {others} others meanwhile.";
        FailureReport.Tell($"Method 0x{method:x16}", new PeerException(first.Status, $"A one-way call was refused: {first.Message}{rest}"), engine.Options);
    }
}
