namespace TypedPeer.Sessions.Tables;

/// <summary>
/// A table of what a peer asks for by numbers, for the hot path: each key lies at the place that <see cref="PeerKeys"/> gives
/// it, or at the next free one behind. At most half of the places are taken, so that runs stay short.
/// </summary>
internal sealed class PeerTable<TValue>
    where TValue : class
{
    private const int Smallest = 16;

    private ulong[] _keys = new ulong[Smallest];
    private TValue?[] _values = new TValue?[Smallest];

    /// <summary>Gets how many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one under a key that is not there.</summary>
    public void Add(ulong key, TValue value)
    {
        if ((Count + 1) * 2 > _keys.Length)
        {
            Grow();
        }

        Place(key, value);
        Count++;
    }

    /// <summary>Adds one, in the place of what is under its key.</summary>
    public void Set(ulong key, TValue value)
    {
        Remove(key);
        Add(key, value);
    }

    /// <summary>Finds one; null when the key is not there.</summary>
    public TValue? Find(ulong key)
    {
        var values = _values;
        var keys = _keys;
        for (var i = Start(key); ; i++)
        {
            i &= keys.Length - 1;
            var value = values[i];
            if (value is null || keys[i] == key)
            {
                return value;
            }
        }
    }

    /// <summary>Removes one. False when the key is not there.</summary>
    public bool Remove(ulong key)
    {
        var mask = _keys.Length - 1;
        var hole = Start(key) & mask;
        while (_keys[hole] != key || _values[hole] is null)
        {
            if (_values[hole] is null)
            {
                return false;
            }

            hole = (hole + 1) & mask;
        }

        // Whatever lies behind the hole and would be looked for before it moves into it, so that no run has a gap.
        for (var i = (hole + 1) & mask; _values[i] is not null; i = (i + 1) & mask)
        {
            if (((i - Start(_keys[i])) & mask) >= ((i - hole) & mask))
            {
                _keys[hole] = _keys[i];
                _values[hole] = _values[i];
                hole = i;
            }
        }

        _values[hole] = null;
        Count--;
        return true;
    }

    private static int Start(ulong key) => PeerKeys.Instance.GetHashCode(key);

    private void Place(ulong key, TValue value)
    {
        var i = Start(key) & (_keys.Length - 1);
        while (_values[i] is not null)
        {
            i = (i + 1) & (_keys.Length - 1);
        }

        _keys[i] = key;
        _values[i] = value;
    }

    private void Grow()
    {
        var (keys, values) = (_keys, _values);
        _keys = new ulong[keys.Length * 2];
        _values = new TValue?[keys.Length * 2];
        for (var i = 0; i < keys.Length; i++)
        {
            if (values[i] is { } value)
            {
                Place(keys[i], value);
            }
        }
    }
}
