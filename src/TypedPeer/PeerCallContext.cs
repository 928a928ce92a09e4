using TypedPeer.Channels;

namespace TypedPeer;

/// <summary>What a handler can know about the call it answers.</summary>
public sealed class PeerCallContext
{
    private static readonly AsyncLocal<PeerCallContext?> Local = new();
    private static readonly ExecutionContext Clean = CaptureClean();
    private readonly IPeerChannel _channel;

    internal PeerCallContext(PeerSession session, IPeerChannel channel)
    {
        Session = session;
        _channel = channel;
    }

    /// <summary>Gets the context of the call whose handler the current code runs in; null outside of handlers.</summary>
    public static PeerCallContext? Current => Local.Value;

    /// <summary>Gets the session the call came in on, to call the peer back.</summary>
    public PeerSession Session { get; }

    /// <summary>Gets who calls: the fingerprint the peer proved at the transport, or null where it has none.</summary>
    public PeerIdentity? RemoteIdentity => _channel.RemoteIdentity;

    /// <summary>Returns surroundings in which <see cref="Current"/> is <paramref name="context"/> and nothing else is set.</summary>
    internal static ExecutionContext CaptureFor(PeerCallContext context)
    {
        ExecutionContext? captured = null;
        ExecutionContext.Run(
            Clean,
            _ =>
            {
                Local.Value = context;
                captured = ExecutionContext.Capture();
            },
            null);
        return captured!;
    }

    /// <summary>A new thread has empty surroundings; what the program's own threads carry is none of a handler's business.</summary>
    private static ExecutionContext CaptureClean()
    {
        ExecutionContext? clean = null;
        var thread = new Thread(() => clean = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return clean!;
    }
}
