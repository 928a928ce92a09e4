using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Handling;

/// <summary>Tells the application of one-way calls that were refused.</summary>
internal sealed class RefusalReport(SessionScope scope, RefusedCalls refused) : SessionWork
{
    protected override void Run()
    {
        var (method, first, others) = scope.Session.Take(refused);
        var rest = others == 0 ? string.Empty : $" So were {others} others meanwhile.";
        FailureReport.Tell($"Method 0x{method:x16}", new PeerException(first.Status, $"A one-way call was refused: {first.Message}{rest}"), scope.Session.Options);
    }
}
