using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Udp.Sharing;

/// <summary>
/// Whose a datagram is that comes to a port of many: a check's by the fragment it is addressed to, an answer's by the request, everything
/// else's by the address it comes from, once that has proved itself to one connection. Any thread may call anything.
/// </summary>
/// <remarks>
/// Bounded by what the connections do, never by what comes in: fragments and addresses by <see cref="MaxFragments"/> and
/// <see cref="MaxAddresses"/> for each, requests by the pace at which they are sent and <see cref="RequestLifetime"/>.
/// </remarks>
internal sealed class PortTable
{
    /// <summary>The fragments of one connection: that of its session, of the one before it, and two that are still on their way to the peer.</summary>
    public const int MaxFragments = 4;

    /// <summary>The addresses of one connection: as many as ICE keeps.</summary>
    public const int MaxAddresses = 64;

    /// <summary>How long an answer is waited for at least, in milliseconds; a request that is repeated is new. Twice that at most.</summary>
    public const long RequestLifetime = 10_000;

    private readonly ConcurrentDictionary<string, PortMember> _fragments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AddressPair, PortMember> _addresses = new();
    private ConcurrentDictionary<StunTransactionId, PortMember> _requests = new();
    private ConcurrentDictionary<StunTransactionId, PortMember> _olderRequests = new();
    private long _rotatesAt = long.MinValue;

    /// <summary>Gets how many addresses belong to connections.</summary>
    public int AddressCount => _addresses.Count;

    /// <summary>Gets how many fragments there are.</summary>
    public int FragmentCount => _fragments.Count;

    /// <summary>Gets how many requests may still be answered.</summary>
    public int RequestCount => Volatile.Read(ref _requests).Count + Volatile.Read(ref _olderRequests).Count;

    /// <summary>Gives a fragment to a connection; false where another has it.</summary>
    public bool TryAddFragment(string fragment, PortMember member) => _fragments.TryAdd(fragment, member);

    /// <summary>Takes a fragment back.</summary>
    public void RemoveFragment(string fragment, PortMember member) => _fragments.TryRemove(KeyValuePair.Create(fragment, member));

    /// <summary>Finds the connection a check is addressed to.</summary>
    /// <param name="username">USERNAME: the connection's fragment, a colon, the sender's.</param>
    public PortMember? FindByUsername(ReadOnlySpan<byte> username)
    {
        const int MostCharacters = 256;
        var colon = username.IndexOf((byte)':');
        Span<char> fragment = stackalloc char[MostCharacters];
        return colon is >= 0 and <= MostCharacters && Encoding.ASCII.TryGetChars(username[..colon], fragment, out var length)
            && _fragments.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(fragment[..length], out var member)
                ? member
                : null;
    }

    /// <summary>
    /// A peer has proved to a connection that it is at an address. The address stays with the connection that has it unless that sends its
    /// data elsewhere: whoever only knows somebody's credentials and spoofs the address takes nothing from it.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="member">The connection.</param>
    /// <param name="isReached">Whether the peer has shown that it gets what is sent there; then a connection whose data never went there gives way, too.</param>
    /// <returns>True if the address is the connection's and was not before.</returns>
    public bool TryBind(in AddressPair address, PortMember member, bool isReached)
    {
        while (!_addresses.TryAdd(address, member))
        {
            if (!_addresses.TryGetValue(address, out var owner))
            {
                continue;
            }

            if (owner == member || !(isReached ? !owner.SendsTo(address) : owner.SendsElsewhere(address)))
            {
                return false;
            }

            if (_addresses.TryUpdate(address, member, owner))
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>Takes an address back.</summary>
    public void Unbind(in AddressPair address, PortMember member) => _addresses.TryRemove(KeyValuePair.Create(address, member));

    /// <summary>Finds the connection whose peer is at an address.</summary>
    public bool TryFindByAddress(in AddressPair address, [NotNullWhen(true)] out PortMember? member) => _addresses.TryGetValue(address, out member);

    /// <summary>A connection sends a request.</summary>
    public void OnRequest(StunTransactionId id, PortMember member, long milliseconds)
    {
        var rotatesAt = Volatile.Read(ref _rotatesAt);
        if (milliseconds >= rotatesAt && Interlocked.CompareExchange(ref _rotatesAt, milliseconds + RequestLifetime, rotatesAt) == rotatesAt)
        {
            Volatile.Write(ref _olderRequests, Interlocked.Exchange(ref _requests, new ConcurrentDictionary<StunTransactionId, PortMember>()));
        }

        Volatile.Read(ref _requests)[id] = member;
    }

    /// <summary>Finds the connection whose request is answered.</summary>
    public PortMember? FindByRequest(StunTransactionId id) =>
        Volatile.Read(ref _requests).TryGetValue(id, out var member) || Volatile.Read(ref _olderRequests).TryGetValue(id, out member) ? member : null;
}
