using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TypedPeer.Signaling;

/// <summary>
/// The members of an object, in the order of their first mention; of a name that comes twice the last value counts, as in JavaScript. Few
/// members are searched one after another, many by a table, whose hashes a peer cannot foresee.
/// </summary>
internal sealed class PeerDataMembers : IReadOnlyDictionary<string, PeerData>
{
    /// <summary>An empty table is larger than the search of so many is slow.</summary>
    private const int Few = 8;

    private readonly string[] _names;
    private readonly PeerData[] _values;
    private readonly Dictionary<string, int>? _index;
    private int _count;

    /// <param name="capacity">How many members will be added at most.</param>
    public PeerDataMembers(int capacity)
    {
        _names = capacity == 0 ? [] : new string[capacity];
        _values = capacity == 0 ? [] : new PeerData[capacity];
        _index = capacity > Few ? new(StringComparer.Ordinal) : null;
    }

    public static PeerDataMembers Empty { get; } = new(0);

    public int Count => _count;

    public IEnumerable<string> Keys => _names.Take(_count);

    public IEnumerable<PeerData> Values => _values.Take(_count);

    public PeerData this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The object has no member '{key}'.");

    /// <summary>Gets a member by its place.</summary>
    public (string Name, PeerData Value) At(int index) => (_names[index], _values[index]);

    /// <summary>Adds a member, while it is being made.</summary>
    public void Add(string name, PeerData value)
    {
        var at = Find(name);
        if (at < 0)
        {
            at = _count++;
            _names[at] = name;
            _index?.Add(name, at);
        }

        _values[at] = value;
    }

    public bool ContainsKey(string key) => Find(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out PeerData value)
    {
        var at = Find(key);
        value = at < 0 ? default : _values[at];
        return at >= 0;
    }

    public IEnumerator<KeyValuePair<string, PeerData>> GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
        {
            yield return new(_names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_index is not null)
        {
            return _index.TryGetValue(name, out var at) ? at : -1;
        }

        for (var i = 0; i < _count; i++)
        {
            if (string.Equals(_names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
