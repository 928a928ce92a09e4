namespace TypedPeer.Sessions.Incoming;

/// <summary>
/// The peer's calls that are not answered, by their identifiers. Those only rise, so that a call goes behind all others and is found by
/// halving: whatever numbers the peer chooses, none costs more than another.
/// </summary>
internal sealed class OpenCalls
{
    private const int Smallest = 16;

    private ulong[] _ids = new ulong[Smallest];
    private IncomingCall?[] _calls = new IncomingCall?[Smallest];
    private int _end;

    /// <summary>Gets how many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a call, whose identifier is above that of every call before it.</summary>
    public void Add(IncomingCall call)
    {
        if (_end == _calls.Length)
        {
            MakeRoom();
        }

        _ids[_end] = call.Id;
        _calls[_end] = call;
        call.Place = _end++;
        Count++;
    }

    /// <summary>Finds a call; null when it is not there.</summary>
    public IncomingCall? Find(ulong id)
    {
        var place = Array.BinarySearch(_ids, 0, _end, id);
        return place < 0 ? null : _calls[place];
    }

    /// <summary>Removes a call. False when it is not there.</summary>
    public bool Remove(IncomingCall call)
    {
        if ((uint)call.Place >= (uint)_end || !ReferenceEquals(_calls[call.Place], call))
        {
            return false;
        }

        _calls[call.Place] = null;
        Count--;
        while (_end > 0 && _calls[_end - 1] is null)
        {
            _end--;
        }

        return true;
    }

    /// <summary>Gets those that are there now, in their order: more may come and go while they are looked at.</summary>
    public IncomingCall[] ToArray()
    {
        var all = new IncomingCall[Count];
        var next = 0;
        for (var i = 0; i < _end; i++)
        {
            if (_calls[i] is { } call)
            {
                all[next++] = call;
            }
        }

        return all;
    }

    /// <summary>Closes the gaps, in arrays twice as large where less than half are gaps.</summary>
    private void MakeRoom()
    {
        var (ids, calls) = (_ids, _calls);
        if (Count * 2 > calls.Length)
        {
            _ids = new ulong[ids.Length * 2];
            _calls = new IncomingCall?[calls.Length * 2];
        }

        var end = 0;
        for (var i = 0; i < calls.Length; i++)
        {
            if (calls[i] is { } call)
            {
                calls[i] = null;
                _ids[end] = ids[i];
                _calls[end] = call;
                call.Place = end++;
            }
        }

        _end = end;
    }
}
