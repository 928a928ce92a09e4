using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Connection;

/// <summary>Which datagrams DTLS may read: those of addresses that have passed an ICE check. What comes too early is kept for a while.</summary>
internal sealed class ValidatedDatagrams(IceAgent ice)
{
    private readonly Func<IDatagramPath, IPEndPoint, bool> _isValidated = ice.IsValidated;
    private IPEndPoint? _last;
    private IDatagramPath? _lastPath;
    private int _seenValidations = -1;

    /// <summary>Gets the pair that the last datagram let through came on; null when it is on no list.</summary>
    public IceCandidatePair? Pair { get; private set; }

    /// <summary>Gets what came before it may be read.</summary>
    public EarlyDatagrams Early { get; } = new();

    /// <summary>Whether the sender is validated. The last address that was is remembered: the question is asked for every packet.</summary>
    public bool IsFrom(IDatagramPath path, IPEndPoint remote)
    {
        if (ReferenceEquals(remote, _last) && path == _lastPath)
        {
            return true;
        }

        if (!ice.IsValidated(path, remote))
        {
            return false;
        }

        (_last, _lastPath, Pair) = (remote, path, ice.FindPair(path, remote));
        return true;
    }

    /// <summary>Other addresses may be the validated ones from now on.</summary>
    public void OnPathChanged() => _last = null;

    /// <summary>Takes the next early datagram that may be read by now. They are looked through only when another address has proved itself, never for each datagram.</summary>
    public bool TryTakeEarly(long now, out byte[] data)
    {
        data = [];
        if (Early.IsEmpty)
        {
            return false;
        }

        Early.DropOld(now);
        if (_seenValidations == ice.Validations)
        {
            return false;
        }

        if (Early.TryTake(_isValidated, out data))
        {
            return true;
        }

        _seenValidations = ice.Validations;
        return false;
    }
}
