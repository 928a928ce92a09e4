using System.Diagnostics;
using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Negotiation;

/// <summary>Where a failure of the exchange goes when the connection is up, and nobody waits for it.</summary>
internal static class ConnectFailures
{
    /// <summary>Tells the application, or the trace; never throws.</summary>
    public static void Report(PeerConnectionOptions options, Exception exception)
    {
        try
        {
            if (options.HandlerException is { } handler)
            {
                handler(exception);
                return;
            }
        }
#pragma warning disable CA1031 // The application's code; the trace has both.
        catch (Exception second)
#pragma warning restore CA1031
        {
            Write(second);
        }

        Write(exception);
    }

    private static void Write(Exception exception)
    {
        try
        {
            FailureEvents.TellApplication("The signaling of a connection", exception.ToString());
            Trace.TraceError($"TypedPeer: the signaling of a connection failed: {exception}");
        }
#pragma warning disable CA1031 // The exception's text and the trace's listeners are the application's, too, and nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }
}
