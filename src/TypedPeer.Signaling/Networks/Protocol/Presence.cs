using System.Text.Json;

namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>Who else is in the room, by what the server says.</summary>
internal sealed class Presence(int limit, INetworkObserver observer)
{
    private readonly Dictionary<string, JsonElement?> _peers = new(StringComparer.Ordinal);

    /// <summary>Gets how many there are.</summary>
    public int Count => _peers.Count;

    /// <summary>A peer is there.</summary>
    /// <exception cref="FormatException">It is one too many.</exception>
    public void Set(string id, JsonElement? metadata)
    {
        var isNew = !_peers.TryGetValue(id, out var before);
        if (isNew && _peers.Count >= limit)
        {
            throw new FormatException($"The room has more than the {limit} peers that are remembered.");
        }

        if (isNew || !Same(before, metadata))
        {
            _peers[id] = metadata;
            observer.OnPeer(id, metadata, isNew);
        }
    }

    /// <summary>A peer that is there tells other things of itself.</summary>
    public void Change(string id, JsonElement? metadata)
    {
        if (_peers.ContainsKey(id))
        {
            Set(id, metadata);
        }
    }

    /// <summary>A peer is gone.</summary>
    public void Remove(string id)
    {
        if (_peers.Remove(id))
        {
            observer.OnPeerLeft(id);
        }
    }

    /// <summary>These are there, and no others.</summary>
    public void Replace(JsonElement list, string own)
    {
        var there = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        if (list.ValueKind == JsonValueKind.Array)
        {
            foreach (var peer in list.EnumerateArray())
            {
                if (Envelope.Id(peer, "id") is { } id && id != own)
                {
                    there[id] = Envelope.Member(peer, "metadata");
                }
            }
        }

        foreach (var gone in _peers.Keys.Where(id => !there.ContainsKey(id)).ToArray())
        {
            Remove(gone);
        }

        foreach (var (id, metadata) in there)
        {
            Set(id, metadata);
        }
    }

    private static bool Same(JsonElement? left, JsonElement? right) =>
        left is { } one && right is { } other ? JsonElement.DeepEquals(one, other) : left is null == right is null;
}
