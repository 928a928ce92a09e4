using System.Diagnostics.CodeAnalysis;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Listening;

/// <summary>Counts those let in: all, those under way, and these by network. One that was let in counts until <see cref="OnEnded"/>.</summary>
internal sealed class Admissions(PeerConnectionListenerOptions options)
{
    private readonly long _timeout = (long)options.HandshakeTimeout.TotalMicroseconds;
    private readonly LinkedList<Admission> _handshakes = [];
    private readonly Dictionary<AddressKey, int> _perNetwork = [];
    private readonly HashSet<string> _fragments = new(StringComparer.Ordinal);

    /// <summary>Gets how many connections there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gets how many of them are under way.</summary>
    public int HandshakeCount => _handshakes.Count;

    /// <summary>Gets how many networks those are from.</summary>
    public int NetworkCount => _perNetwork.Count;

    /// <summary>Gets or sets how many connections wait for the application.</summary>
    public int Waiting { get; set; }

    /// <summary>Gets when <see cref="TryTakeExpired"/> has one; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => _handshakes.First?.Value.ExpiresAt ?? long.MaxValue;

    /// <summary>Lets somebody in, if there is room, and it is not in already.</summary>
    public Admission? TryAdmit(IceCredentials local, IceCredentials remote, in AddressKey address, long now)
    {
        var network = address.Network;
        var before = _perNetwork.GetValueOrDefault(network);
        if (Count >= options.MaxConnections || _handshakes.Count >= options.MaxHandshakes || before >= options.MaxHandshakesPerAddress || Waiting >= options.Backlog)
        {
            return null;
        }

        // One dialler may have proved several addresses, and its checks come on several threads: two connections would each have half of it.
        if (!_fragments.Add(local.UsernameFragment))
        {
            return null;
        }

        var admission = new Admission(local, remote, network, now + _timeout);
        admission.Handshake = _handshakes.AddLast(admission);
        _perNetwork[network] = before + 1;
        Count++;
        return admission;
    }

    /// <summary>It has proved a certificate: it is under way no more.</summary>
    public void OnSecured(Admission admission)
    {
        if (admission.Handshake is not { } handshake)
        {
            return;
        }

        admission.Handshake = null;
        _handshakes.Remove(handshake);
        if (--_perNetwork[admission.Network] == 0)
        {
            _perNetwork.Remove(admission.Network);
        }
    }

    /// <summary>It is over, whatever it was.</summary>
    public void OnEnded(Admission admission)
    {
        OnSecured(admission);
        if (!admission.HasEnded)
        {
            admission.HasEnded = true;
            _fragments.Remove(admission.Local.UsernameFragment);
            Count--;
        }
    }

    /// <summary>Takes one that has been under way for too long; it still counts until it has ended.</summary>
    public bool TryTakeExpired(long now, [NotNullWhen(true)] out Admission? admission)
    {
        admission = _handshakes.First?.Value;
        if (admission is null || admission.ExpiresAt > now)
        {
            admission = null;
            return false;
        }

        OnSecured(admission);
        return true;
    }
}
