using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// DTLS datagrams that came before we may read them: before their sender passed an ICE check, or before the answer told our DTLS
/// role. A lost first flight would cost its sender a whole retransmission timeout. Bounded in number, size and time, since anyone can
/// send them.
/// </summary>
internal sealed class EarlyDatagrams
{
    /// <summary>How long one is worth keeping, in microseconds: by then its sender has sent it again, several times.</summary>
    public const long Lifetime = 5_000_000;

    private const int MaxCount = 8;
    private const int MaxLength = 2048;
    private readonly List<Item> _items = [];

    /// <summary>Gets how many are kept.</summary>
    public int Count => _items.Count;

    /// <summary>Gets how often it was looked through.</summary>
    public long Looks { get; private set; }

    /// <summary>Gets whether any are kept.</summary>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Keeps a copy of a datagram if there is room.</summary>
    public void Keep(IDatagramPath path, IPEndPoint remote, ReadOnlySpan<byte> data, long now)
    {
        DropOld(now);
        if (_items.Count < MaxCount && data.Length <= MaxLength)
        {
            _items.Add(new Item(path, remote, data.ToArray(), now));
        }
    }

    /// <summary>Drops what was kept too long.</summary>
    public void DropOld(long now)
    {
        while (_items.Count > 0 && now - _items[0].KeptAt >= Lifetime)
        {
            _items.RemoveAt(0);
        }
    }

    /// <summary>Takes the oldest datagram that a test lets through.</summary>
    public bool TryTake(Func<IDatagramPath, IPEndPoint, bool> isValidated, out byte[] data)
    {
        Looks++;
        for (var i = 0; i < _items.Count; i++)
        {
            if (isValidated(_items[i].Path, _items[i].Remote))
            {
                data = _items[i].Data;
                _items.RemoveAt(i);
                return true;
            }
        }

        data = [];
        return false;
    }

    /// <summary>Drops all.</summary>
    public void Clear() => _items.Clear();

    private sealed record Item(IDatagramPath Path, IPEndPoint Remote, byte[] Data, long KeptAt);
}
