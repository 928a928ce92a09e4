using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Listening;

/// <summary>The addresses that answered our check a moment ago and have not begun a connection yet. Bounded in number and time; the oldest gives way.</summary>
internal sealed class ProvenAddresses
{
    /// <summary>How long an address may take until its next check, in microseconds: peers repeat theirs several times within that.</summary>
    public const long Lifetime = 5_000_000;

    /// <summary>The check of a dialler of ours comes beside its answer: a thousand answers of others do not fit between.</summary>
    public const int MaxCount = 1024;

    private readonly Dictionary<AddressPair, LinkedListNode<Entry>> _byAddress = [];
    private readonly LinkedList<Entry> _oldestFirst = [];

    /// <summary>Gets how many are kept.</summary>
    public int Count => _byAddress.Count;

    /// <summary>Keeps an address; one that is kept already stays as it is.</summary>
    public void Add(in AddressPair pair, long now)
    {
        Expire(now);
        if (_byAddress.ContainsKey(pair))
        {
            return;
        }

        if (_byAddress.Count == MaxCount)
        {
            Remove(_oldestFirst.First!);
        }

        _byAddress.Add(pair, _oldestFirst.AddLast(new Entry(pair, now + Lifetime)));
    }

    /// <summary>Says whether an address is kept.</summary>
    public bool Contains(in AddressPair pair, long now)
    {
        Expire(now);
        return _byAddress.ContainsKey(pair);
    }

    /// <summary>Forgets an address.</summary>
    public void Remove(in AddressPair pair)
    {
        if (_byAddress.TryGetValue(pair, out var node))
        {
            Remove(node);
        }
    }

    private void Expire(long now)
    {
        while (_oldestFirst.First is { } first && first.Value.Until <= now)
        {
            Remove(first);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _oldestFirst.Remove(node);
        _byAddress.Remove(node.Value.Pair);
    }

    private readonly record struct Entry(AddressPair Pair, long Until);
}
