using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Turn;

/// <summary>What a relay has given: an address, or one of each family, and for how long.</summary>
internal sealed class TurnAllocation(TurnClient client, TurnOptions options)
{
    private readonly List<TurnPath> _paths = [];
    private long _refreshAt = long.MaxValue;
    private long _expiresAt = long.MaxValue;

    /// <summary>Gets the addresses.</summary>
    public IReadOnlyList<TurnPath> Paths => _paths;

    /// <summary>Gets when <see cref="IsOver"/> or <see cref="TakeIsDue"/> may be true.</summary>
    public long NextDeadline => Math.Min(_refreshAt, _expiresAt);

    /// <summary>Finds the address of a family, without allocation.</summary>
    public TurnPath? Find(AddressFamily family)
    {
        foreach (var path in _paths)
        {
            if (path.LocalEndPoint.AddressFamily == family)
                return path;
        }

        return null;
    }

    /// <summary>Takes the answer to Allocate; what is wrong with it, or null.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="isV6Only">Whether no other address was asked for, so that no other is taken: the paths of one client have one of a family each.</param>
    /// <param name="now">The time.</param>
    public string? TryTake(in StunMessage response, bool isV6Only, long now)
    {
        var related = response.TryGetXorAddress(StunAttributeType.XorMappedAddress, 0, out var mapped) && IceAddress.IsUnicast(mapped!) ? mapped : null;
        const int MostFamilies = 2;
        for (int index = 0; index < MostFamilies && response.TryGetXorAddress(StunAttributeType.XorRelayedAddress, index, out var relayed); index++)
        {
            bool isWanted = !isV6Only || relayed!.AddressFamily == AddressFamily.InterNetworkV6;
            if (isWanted && IceAddress.IsUnicast(relayed!) && !relayed!.Address.IsIPv4MappedToIPv6 && !relayed.Address.IsIPv6LinkLocal && Find(relayed.AddressFamily) is null)
                _paths.Add(new TurnPath(client, relayed, GetRelated(relayed, related)));
        }

        if (_paths.Count == 0)
            return "gave no address that anybody could be reached at";

        return TryKeep(response, now) ? null : "gave an address for no time at all";
    }

    /// <summary>The relay keeps the allocation.</summary>
    public void OnRefreshed(in StunMessage response, long now)
    {
        if (!TryKeep(response, now))
            _expiresAt = now;
    }

    /// <summary>The relay keeps it no longer than it has said.</summary>
    public void OnRefused() => _refreshAt = long.MaxValue;

    /// <summary>The relay is silent, which it may be for a moment.</summary>
    public void OnUnanswered(long now) => _refreshAt = now + options.MinimumRefreshInterval;

    /// <summary>Whether its time is over.</summary>
    public bool IsOver(long now) => now >= _expiresAt;

    /// <summary>Whether it is to be refreshed, which is told once.</summary>
    public bool TakeIsDue(long now)
    {
        if (now < _refreshAt)
            return false;

        _refreshAt = long.MaxValue;
        return true;
    }

    /// <summary>There is none any more.</summary>
    public void Clear()
    {
        _paths.Clear();
        _refreshAt = long.MaxValue;
        _expiresAt = long.MaxValue;
    }

    private bool TryKeep(in StunMessage response, long now)
    {
        long granted = (response.TryGetUInt32(StunAttributeType.Lifetime, out uint seconds) ? seconds : options.Lifetime) * 1_000_000L;
        long lifetime = Math.Min(granted, options.MaximumLifetime);
        _expiresAt = now + lifetime;
        _refreshAt = now + Math.Max(options.MinimumRefreshInterval, lifetime > 2 * options.RefreshMargin ? lifetime - options.RefreshMargin : lifetime / 2);
        return lifetime > 0;
    }

    /// <summary>RFC 8839, section 5.1: whoever hides the address writes the unspecified one, and port 9.</summary>
    private IPEndPoint GetRelated(IPEndPoint relayed, IPEndPoint? mapped)
    {
        const int Discard = 9;
        return mapped is not null && !client.Server.HidesOwnAddress
            ? mapped
            : new IPEndPoint(relayed.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, Discard);
    }
}
