using System.Text.Json;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Schedules.Tests;

/// <summary>Looks at what passes the server, and notes what says something of a peer before its accept hook said yes to the other's link.</summary>
internal sealed class AcceptWatch
{
    private readonly Dictionary<string, string> _linkOf = new(StringComparer.Ordinal);
    private readonly HashSet<(string From, string To, string Link)> _offered = [];
    private readonly HashSet<(string Peer, string Other, string Link)> _allowed = [];

    /// <summary>What was said too early.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>A peer starts anew, and has accepted nothing.</summary>
    public void Forget(string id) => _allowed.RemoveWhere(allowed => allowed.Peer == id);

    /// <summary>A peer lets another in: with what that has offered by now.</summary>
    public void Accept(string id, string other)
    {
        foreach (var (from, to, link) in _offered)
        {
            if (from == other && to == id)
            {
                _allowed.Add((id, other, link));
            }
        }
    }

    /// <summary>A text passes the server. One of a connection that was never offered here is of the side that offers, whose offer was lost.</summary>
    public void Look(string from, string text)
    {
        var envelope = Envelope.Parse(text);
        if (envelope.Destination is not { } to || Envelope.Text(envelope.Payload, "connectionId") is not { } connection)
        {
            return;
        }

        if (envelope.Type == "OFFER")
        {
            var offered = Envelope.Text(Envelope.Member(envelope.Payload, "typedpeer")!.Value, "link")!;
            _linkOf.TryAdd(connection, offered);
            _offered.Add((from, to, offered));

            // Whoever offers a link wants it.
            _allowed.Add((from, to, offered));
        }
        else if (SaysSomething(envelope) && _linkOf.TryGetValue(connection, out var link) && !_allowed.Contains((from, to, link)))
        {
            Violations.Add($"{from} to {to}, before it was asked: {text}");
        }
    }

    private static bool SaysSomething(Envelope envelope) =>
        envelope.Type == "CANDIDATE" || (envelope.Type == "ANSWER" && Envelope.Member(envelope.Payload, "sdp") is { ValueKind: JsonValueKind.Object });
}
