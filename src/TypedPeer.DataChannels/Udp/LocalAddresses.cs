using System.Net;
using TypedPeer.DataChannels.Udp.Interfaces;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Which of the machine's addresses become host candidates of one connection.</summary>
/// <param name="Present">All the machine has: an address of another list that is not among these is gone.</param>
/// <param name="Wanted">Those to use.</param>
internal sealed record LocalAddresses(IReadOnlyList<IPAddress> Present, IReadOnlyList<IPAddress> Wanted)
{
    /// <summary>
    /// Chooses the best of both families by turns (<see cref="LocalAddressRank"/>), IPv4 first. Loopback joins when asked for, or when there
    /// is nothing else and that will do.
    /// </summary>
    /// <param name="present">What the machine has, the best first.</param>
    /// <param name="loopback">Whether loopback joins: null has it do so only where there is nothing else.</param>
    /// <param name="isLetThrough">What the application says of each.</param>
    /// <param name="limit">How many at most.</param>
    public static LocalAddresses Choose(IReadOnlyList<IPAddress> present, bool? loopback, Func<IPAddress, bool> isLetThrough, int limit)
    {
        var allowed = present.Where(isLetThrough).ToList();
        var wanted = LocalAddressRank.TakeBest(allowed.FindAll(static address => !IPAddress.IsLoopback(address)), limit);
        if (loopback ?? wanted.Count == 0)
        {
            wanted.AddRange(LocalAddressRank.TakeBest(allowed.FindAll(IPAddress.IsLoopback), limit - wanted.Count));
        }

        return new LocalAddresses(present, wanted);
    }
}
