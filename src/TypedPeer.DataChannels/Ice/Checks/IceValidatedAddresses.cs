using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>
/// The addresses that have proved by MESSAGE-INTEGRITY that they know a password of this session. Looked up for every packet of data,
/// so a look-up allocates nothing; the entry hit last is tried first.
/// </summary>
internal sealed class IceValidatedAddresses(IceOptions options)
{
    private readonly List<Entry> _entries = [];
    private int _last;

    /// <summary>Counts the addresses added, so that whoever waits for one need not ask for each packet.</summary>
    public int Changes { get; private set; }

    /// <summary>Whether the address has proved itself on this path.</summary>
    public bool Contains(IDatagramPath path, IPEndPoint remote)
    {
        if (_last < _entries.Count && _entries[_last].Matches(path, remote))
            return true;

        for (int index = 0; index < _entries.Count; index++)
        {
            if (_entries[index].Matches(path, remote))
            {
                _last = index;
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds an address or renews its session; the oldest entry gives way when the list is full, never that of the pair in use.</summary>
    public void Add(IDatagramPath path, IPEndPoint remote, IceGeneration generation, IceCandidatePair? inUse)
    {
        for (int index = 0; index < _entries.Count; index++)
        {
            if (_entries[index].Matches(path, remote))
            {
                _entries[index] = _entries[index] with { Generation = generation };
                return;
            }
        }

        if (_entries.Count >= options.MaximumValidatedAddresses)
            _entries.RemoveAt(inUse is not null && _entries[0].Matches(inUse.Path, inUse.RemoteEndPoint) ? 1 : 0);

        _entries.Add(new Entry(path, remote, generation));
        Changes++;
        path.OnValidated(remote);
    }

    /// <summary>Adds an address for a session that may be taken back: one that has proved itself for another stays that one's.</summary>
    public void AddIfNew(IDatagramPath path, IPEndPoint remote, IceGeneration generation, IceCandidatePair? inUse)
    {
        if (!Contains(path, remote))
            Add(path, remote, generation, inUse);
    }

    /// <summary>Forgets the addresses of a session that is over.</summary>
    public void Remove(IceGeneration generation) => _entries.RemoveAll(entry => entry.Generation == generation);

    /// <summary>Forgets the addresses that proved themselves on a path.</summary>
    public void Remove(IDatagramPath path) => _entries.RemoveAll(entry => entry.Path == path);

    /// <summary>Forgets an address that proved itself on a path.</summary>
    public void Remove(IDatagramPath path, IPEndPoint remote) => _entries.RemoveAll(entry => entry.Matches(path, remote));

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.Clear();

    private sealed record Entry(IDatagramPath Path, IPEndPoint Remote, IceGeneration Generation)
    {
        public bool Matches(IDatagramPath path, IPEndPoint remote) => Path == path && IceAddress.AreSame(Remote, remote);
    }
}
