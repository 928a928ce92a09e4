namespace TypedPeer.DataChannels.Udp;

/// <summary>Wants to know when the addresses of this machine change.</summary>
internal interface ILocalNetworkObserver
{
    /// <summary>They may have changed. Returns soon, and throws nothing.</summary>
    void OnAddressesChanged();
}
