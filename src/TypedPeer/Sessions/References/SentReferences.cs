namespace TypedPeer.Sessions.References;

/// <summary>
/// The references written into one part of a call (its arguments, its result or one stream), in the order of writing, as far as
/// the peer has not said that it took them. Equal neighbours are kept as one run.
/// </summary>
internal sealed class SentReferences(ReferenceTable table)
{
    private readonly List<(ulong Id, long Count)> _runs = [];
    private int _first;
    private ulong _written;
    private ulong _taken;
    private bool _isClosed;

    /// <summary>Gets how many references were ever written. Only the writer's thread changes it.</summary>
    public ulong Written => _written;

    /// <summary>Notes a reference that was counted and is being written. Once nobody reads the part any more it is given back at once.</summary>
    public void Add(ulong id)
    {
        if (_isClosed)
        {
            table.GiveBack(id, 1);
            return;
        }

        _written++;
        if (_first < _runs.Count && _runs[^1].Id == id)
        {
            _runs[^1] = (id, _runs[^1].Count + 1);
            return;
        }

        _runs.Add((id, 1));
        table.Unsettled++;
    }

    /// <summary>Gives back what was written since <see cref="Written"/> was <paramref name="written"/>: it will not be sent.</summary>
    public void Undo(ulong written)
    {
        for (; _written > written && _runs.Count > _first; _written--)
        {
            var (id, count) = _runs[^1];
            table.GiveBack(id, 1);
            if (count > 1)
            {
                _runs[^1] = (id, count - 1);
                continue;
            }

            _runs.RemoveAt(_runs.Count - 1);
            table.Unsettled--;
        }
    }

    /// <summary>The peer has taken the first <paramref name="taken"/> references: they are its own to give back. False when so many were not sent.</summary>
    public bool TryTake(ulong taken)
    {
        if (taken < _taken || taken > _written)
        {
            return false;
        }

        var left = (long)(taken - _taken);
        _taken = taken;
        while (left > 0)
        {
            var (id, count) = _runs[_first];
            if (count > left)
            {
                _runs[_first] = (id, count - left);
                break;
            }

            left -= count;
            _first++;
            table.Unsettled--;
        }

        Compact();
        return true;
    }

    /// <summary>Nothing more of the part will be taken: what is left is given back. False when the peer gave some of it back already.</summary>
    public bool TryClose()
    {
        _isClosed = true;
        var honest = true;
        for (; _first < _runs.Count; _first++)
        {
            honest &= table.GiveBack(_runs[_first].Id, _runs[_first].Count);
            table.Unsettled--;
        }

        Compact();
        return honest;
    }

    /// <summary>Each run is moved at most once for each that was taken before it.</summary>
    private void Compact()
    {
        if (_first > _runs.Count / 2)
        {
            _runs.RemoveRange(0, _first);
            _first = 0;
        }
    }
}
