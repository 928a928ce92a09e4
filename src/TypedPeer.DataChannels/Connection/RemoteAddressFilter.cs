using System.Net;

namespace TypedPeer.DataChannels.Connection;

/// <summary>The application's filter of the peer's addresses, which may throw: an address that it did not let through is not let through.</summary>
internal sealed class RemoteAddressFilter(Func<IPEndPoint, bool> filter, PeerEventQueue events)
{
    /// <summary>With so many events waiting a handler blocks: the peer must not add one with every address it makes the filter fail on.</summary>
    private const int MaxWaitingForFailure = 256;

    /// <summary>Whether the application lets an address through. Never fails.</summary>
    public bool IsLetThrough(IPEndPoint address)
    {
        try
        {
            return filter(address);
        }
        catch (Exception exception)
        {
            if (events.Count < MaxWaitingForFailure)
            {
                events.Add(PeerEvent.FilterFailed(exception));
            }

            return false;
        }
    }
}
