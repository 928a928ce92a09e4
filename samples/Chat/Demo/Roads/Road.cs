using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TypedPeer.Samples.Chat.Demo.Roads;

/// <summary>
/// The only way between the peers of a demonstration: a relay of UDP in this process, to which every address is changed that peers tell each other by the server. It can
/// swallow everything for a while, as a tunnel does.
/// </summary>
internal sealed partial class Road : IDisposable
{
    private readonly ConcurrentDictionary<IPEndPoint, RoadGate> _gates = new();
    private long _passed;
    private long _swallowed;
    private volatile bool _isClosed;

    /// <summary>Gets or sets whether nothing passes.</summary>
    public bool IsClosed
    {
        get => _isClosed;
        set => _isClosed = value;
    }

    public override string ToString() => $"{Interlocked.Read(ref _passed)} datagrams passed, {Interlocked.Read(ref _swallowed)} were swallowed";

    /// <summary>Stands before a server, whose messages tell of other addresses then.</summary>
    public RoadProxy Before(Uri server) => new(server, Redirect);

    /// <summary>Whether a datagram passes just now; each is counted.</summary>
    public bool Pass()
    {
        if (IsClosed)
        {
            Interlocked.Increment(ref _swallowed);
            return false;
        }

        Interlocked.Increment(ref _passed);
        return true;
    }

    public void Dispose()
    {
        foreach (var gate in _gates.Values)
        {
            gate.Dispose();
        }
    }

    [GeneratedRegex(@"(?<head>candidate:\S+ 1 udp \d+) (?<address>127\.0\.0\.1) (?<port>\d+) ", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Candidate();

    private ReadOnlyMemory<byte> Redirect(ReadOnlyMemory<byte> message)
    {
        var text = Encoding.UTF8.GetString(message.Span);
        return Encoding.UTF8.GetBytes(Candidate().Replace(text, match =>
        {
            var gate = _gates.GetOrAdd(new IPEndPoint(IPAddress.Loopback, int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture)), address => new RoadGate(this, address));
            return $"{match.Groups["head"].Value} 127.0.0.1 {gate.Port} ";
        }));
    }
}
