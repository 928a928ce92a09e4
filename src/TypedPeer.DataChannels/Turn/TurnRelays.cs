using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.DataChannels.Turn;

/// <summary>The relays of one connection.</summary>
internal sealed class TurnRelays(TurnOptions options, ITurnObserver observer, IRandomSource random)
{
    private readonly List<TurnClient> _clients = [];
    private readonly Queue<TurnClient> _releasing = [];
    private readonly List<IDatagramPath> _released = [];
    private readonly List<TurnReferral> _referrals = [];

    /// <summary>Gets whether there is none: what comes and goes has nothing to do with relays.</summary>
    public bool IsEmpty => _clients.Count == 0;

    /// <summary>Gets those that are asked, or have given an address.</summary>
    public IReadOnlyList<TurnClient> Clients => _clients;

    /// <summary>Gets whether one is still asked for its first answer.</summary>
    public bool IsGathering
    {
        get
        {
            foreach (var client in _clients)
            {
                if (!client.IsSettled)
                    return true;
            }

            return _referrals.Count > 0;
        }
    }

    /// <summary>Gets whether there are paths to relays that nobody needs any more, or that are needed and not there yet.</summary>
    public bool WantsPaths => _released.Count > 0 || _referrals.Count > 0;

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called.</summary>
    public long NextDeadline
    {
        get
        {
            long next = long.MaxValue;
            foreach (var client in _clients)
                next = Math.Min(next, client.NextDeadline);

            return next;
        }
    }

    /// <summary>Whether another may be asked.</summary>
    public bool HasRoom => _clients.Count < options.MaximumAllocations;

    /// <summary>Asks a relay for an address. False: it is one too many.</summary>
    public bool TryAdd(TurnServer server, IDatagramPath transport, long now)
    {
        if (!HasRoom)
            return false;

        _clients.Add(new TurnClient(server, transport, options, observer, random, now));
        return true;
    }

    /// <summary>Finds the relay that a path leads to; null where it leads to peers.</summary>
    public TurnClient? Find(IDatagramPath transport)
    {
        foreach (var client in _clients)
        {
            if (client.Transport == transport)
                return client;
        }

        return null;
    }

    /// <summary>Gives back what a relay has given, as soon as that can be written.</summary>
    public void Release(TurnClient client, long now)
    {
        if (!_clients.Remove(client))
            return;

        foreach (var path in client.Paths)
            observer.OnLost(path, now);

        _releasing.Enqueue(client);
    }

    /// <summary>Gives back everything: the connection is over.</summary>
    public void ReleaseAll()
    {
        foreach (var client in _clients)
            _releasing.Enqueue(client);

        _clients.Clear();
    }

    /// <summary>Lets time pass.</summary>
    public void HandleDeadline(long now)
    {
        // One may go meanwhile.
        for (int index = _clients.Count - 1; index >= 0; index--)
        {
            if (_clients[index].NextDeadline <= now)
                _clients[index].HandleDeadline(now);
        }
    }

    /// <summary>Notes who is to be asked besides, and forgets those that are over.</summary>
    public void Settle()
    {
        for (int index = _clients.Count - 1; index >= 0; index--)
        {
            var client = _clients[index];
            if (client.TakeReferral() is { } server)
                _referrals.Add(new TurnReferral(client.Transport, server));

            if (client.IsOver)
            {
                _released.Add(client.Transport);
                _clients.RemoveAt(index);
            }
        }
    }

    /// <summary>Takes who is to be asked besides, to whom there have to be paths.</summary>
    public TurnReferral[] TakeReferrals()
    {
        TurnReferral[] referrals = [.. _referrals];
        _referrals.Clear();
        return referrals;
    }

    /// <summary>Takes the paths to relays that nobody needs any more.</summary>
    public IDatagramPath[] TakeReleased()
    {
        IDatagramPath[] released = [.. _released];
        _released.Clear();
        return released;
    }

    /// <summary>Writes the next message to a relay; 0 if there is none.</summary>
    public int Write(Span<byte> destination, long now, out IDatagramPath path, out IPEndPoint remote)
    {
        while (_releasing.TryDequeue(out var leaving))
        {
            _released.Add(leaving.Transport);
            if (leaving.WriteRelease(destination) is > 0 and var release)
            {
                (path, remote) = (leaving.Transport, leaving.EndPoint);
                return release;
            }
        }

        foreach (var client in _clients)
        {
            if (client.Write(destination, now) is > 0 and var length)
            {
                (path, remote) = (client.Transport, client.EndPoint);
                return length;
            }
        }

        (path, remote) = (null!, null!);
        return 0;
    }
}
