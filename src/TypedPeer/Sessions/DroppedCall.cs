using System.Diagnostics;
using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>Tells the application of a one-way call that no handler saw. Runs on the pool, since it is user code.</summary>
internal sealed class DroppedCall(PeerMethod method, string message, PeerSessionOptions options) : IThreadPoolWorkItem
{
    public void Execute() => Tell(method, new PeerException(PeerStatus.LimitExceeded, message), options);

    /// <summary>Tells the application what its peer is not told. Never throws.</summary>
    public static void Tell(PeerMethod method, Exception exception, PeerSessionOptions options)
    {
        try
        {
            options.HandlerFailed?.Invoke(method.ToString(), exception);
        }
#pragma warning disable CA1031 // Whoever is told of failures may fail, too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Trace.TraceError("{0}: {1}", nameof(PeerSessionOptions.HandlerFailed), e.GetType());
        }
    }
}
