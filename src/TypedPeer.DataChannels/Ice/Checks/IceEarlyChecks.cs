using System.Net;
using System.Text;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>
/// Verified checks that came before signalling told who sends them (RFC 8445, section 7.3): they are answered at once,
/// and remembered here, one per address, until the remote credentials make a check back possible.
/// </summary>
internal sealed class IceEarlyChecks(IceOptions options)
{
    private readonly List<Entry> _entries = [];

    /// <summary>Remembers a check; the oldest gives way when there are too many.</summary>
    public void Add(IDatagramPath path, IPEndPoint remote, uint priority, bool nominates, bool isAnswered, ReadOnlySpan<byte> sender)
    {
        for (int index = 0; index < _entries.Count; index++)
        {
            var entry = _entries[index];
            if (entry.Path == path && IceAddress.AreSame(entry.Remote, remote) && sender.SequenceEqual(entry.Sender))
            {
                _entries[index] = entry with { Nominates = entry.Nominates || nominates, Requests = entry.Requests + 1, Responses = entry.Responses + (isAnswered ? 1 : 0) };
                return;
            }
        }

        if (_entries.Count >= options.MaximumEarlyChecks)
            _entries.RemoveAt(0);

        _entries.Add(new Entry(path, remote, priority, nominates, sender.ToArray(), Requests: 1, Responses: isAnswered ? 1 : 0));
    }

    /// <summary>Takes out the checks sent by the given user name fragment and forgets all others.</summary>
    public List<Entry> Take(string usernameFragment)
    {
        var taken = _entries.FindAll(entry => Ascii.Equals(entry.Sender, usernameFragment));
        _entries.Clear();
        return taken;
    }

    /// <summary>Forgets the checks that came by a path.</summary>
    public void Remove(IDatagramPath path) => _entries.RemoveAll(entry => entry.Path == path);

    /// <summary>Forgets the checks that came by a path from an address.</summary>
    public void Remove(IDatagramPath path, IPEndPoint remote) => _entries.RemoveAll(entry => entry.Path == path && IceAddress.AreSame(entry.Remote, remote));

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>What is kept of a check, and how often it came and was answered.</summary>
    internal sealed record Entry(IDatagramPath Path, IPEndPoint Remote, uint Priority, bool Nominates, byte[] Sender, long Requests, long Responses);
}
