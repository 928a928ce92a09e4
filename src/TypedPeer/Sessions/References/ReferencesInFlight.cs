using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.References;

/// <summary>
/// What this side sent references in and the peer has not settled yet (docs/protocol.md, "References"): by call, and within it
/// by part.
/// </summary>
internal sealed class ReferencesInFlight(ReferenceTable table)
{
    private readonly Dictionary<ulong, List<(int Part, SentReferences References)>> _calls = PeerKeys.Table<List<(int Part, SentReferences References)>>();

    /// <summary>Waits for the peer to settle a part.</summary>
    /// <param name="call">The call, as frames from this side name it.</param>
    /// <param name="part">0 for the arguments, or for the result; otherwise the index of a streamed argument.</param>
    /// <param name="references">What was written into it so far; more may follow.</param>
    public void Add(ulong call, int part, SentReferences references)
    {
        if (!_calls.TryGetValue(call, out var parts))
        {
            _calls.Add(call, parts = new(1));
        }

        parts.Add((part, references));

        // A part counts as well: a peer may take all of its references and never end it.
        table.Unsettled++;
    }

    /// <summary>The peer says how many references of a part it took. Null, or what the peer did wrong.</summary>
    public string? Settle(ulong call, ulong part, ulong taken, SettleEnd end)
    {
        if (!_calls.TryGetValue(call, out var parts))
        {
            return taken == 0 ? null : Wrong;
        }

        if (end == SettleEnd.Call)
        {
            _calls.Remove(call);
            table.Unsettled -= parts.Count;
            var honest = taken == 0;
            foreach (var (_, references) in parts)
            {
                honest &= references.TryClose();
            }

            return honest ? null : Wrong;
        }

        for (var i = 0; i < parts.Count; i++)
        {
            if ((ulong)parts[i].Part == part)
            {
                return Settle(call, parts, i, taken, end);
            }
        }

        return taken == 0 ? null : Wrong;
    }

    /// <summary>The session is over.</summary>
    public void Clear() => _calls.Clear();

    private static string Wrong => "SETTLE of references that were not sent, or were given back";

    private string? Settle(ulong call, List<(int Part, SentReferences References)> parts, int index, ulong taken, SettleEnd end)
    {
        var references = parts[index].References;
        if (!references.TryTake(taken))
        {
            return Wrong;
        }

        if (end == SettleEnd.None)
        {
            return null;
        }

        parts.RemoveAt(index);
        table.Unsettled--;
        if (parts.Count == 0)
        {
            _calls.Remove(call);
        }

        return references.TryClose() ? null : Wrong;
    }
}
