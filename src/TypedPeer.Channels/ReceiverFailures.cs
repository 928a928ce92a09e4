using System.Diagnostics;

namespace TypedPeer.Channels;

/// <summary>
/// A receiver does not throw (<see cref="IPeerChannelReceiver"/>). Where one does all the same, neither the thread that calls it nor
/// later calls are to suffer, and it must not go unseen.
/// </summary>
internal static class ReceiverFailures
{
    public static void Report(Exception exception)
    {
        try
        {
            FailureEvents.TellApplication("A channel's receiver", exception.ToString());
            Trace.TraceError($"TypedPeer: a channel's receiver threw. {exception}");
        }
        catch (Exception second)
        {
            // A listener of the trace is the application's too; the debugger is the last to tell.
            Debug.WriteLine(second);
        }
    }
}
