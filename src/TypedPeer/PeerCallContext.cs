using System.Security.Claims;
using TypedPeer.Channels;
using TypedPeer.Sessions.Awaiting;
using TypedPeer.Sessions.Entry;

namespace TypedPeer;

/// <summary>What a handler can know about the call it answers.</summary>
public sealed class PeerCallContext
{
    private static readonly AsyncLocal<PeerCallContext?> Local = new();
    private readonly IPeerChannel _channel;
    private readonly ISession? _session;

    internal PeerCallContext(
        PeerSession session, IPeerChannel channel, ClaimsPrincipal? user, ISession? entry = null, long deadline = 0, KeyValuePair<string, string>[]? headers = null)
    {
        Session = session;
        User = user;
        _channel = channel;
        _session = entry;
        Deadline = deadline;
        if (headers is not null)
        {
            var byName = new Dictionary<string, string>(headers.Length, StringComparer.Ordinal);
            foreach (var (name, value) in headers)
            {
                byName[name] = value;
            }

            Headers = byName;
        }
    }

    /// <summary>Gets the context of the call whose handler the current code runs in; null outside of handlers.</summary>
    public static PeerCallContext? Current => Local.Value;

    /// <summary>Gets the session the call came in on, to call the peer back.</summary>
    public PeerSession Session { get; }

    /// <summary>Gets who calls, as the application said when the call's handler was about to start (<see cref="PeerSession.User"/>); null where it said nothing.</summary>
    public ClaimsPrincipal? User { get; }

    /// <summary>Gets what the application keeps with the session (<see cref="PeerSession.Items"/>).</summary>
    public IDictionary<object, object?> Items => Session.Items;

    /// <summary>Gets who calls: the fingerprint the peer proved at the transport, or null where it has none.</summary>
    public PeerIdentity? RemoteIdentity => _channel.RemoteIdentity;

    /// <summary>Gets the names and values the caller sent along; empty when it sent none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Gets how long the caller still waits; null when it set no limit.</summary>
    public TimeSpan? TimeLeft => Deadline == 0 ? null : TimeSpan.FromMicroseconds(Math.Max(0, Deadline - _session!.Now));

    /// <summary>Gets the monotonic time, in microseconds of the session's clock, at which the call's time is up; zero for never.</summary>
    internal long Deadline { get; }

    /// <summary>Gets how many microseconds are left, by the clock of the session the call came by; null for no deadline.</summary>
    internal long? MicrosecondsLeft => Deadline == 0 ? null : Math.Max(1, Deadline - _session!.Now);

    /// <summary>Returns surroundings in which <see cref="Current"/> is <paramref name="context"/> and nothing else is set.</summary>
    internal static ExecutionContext CaptureFor(PeerCallContext context)
    {
        ExecutionContext? captured = null;
        ExecutionContext.Run(
            EmptyContext.Value,
            _ =>
            {
                Local.Value = context;
                captured = ExecutionContext.Capture();
            },
            null);
        return captured!;
    }
}
