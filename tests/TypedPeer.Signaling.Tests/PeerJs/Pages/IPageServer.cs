namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>A server of PeerServer's protocol by which pages and networks meet.</summary>
internal interface IPageServer : IAsyncDisposable
{
    /// <summary>Gets its port on the loopback address.</summary>
    int Port { get; }

    /// <summary>Gets its path, as a page names it.</summary>
    string Path { get; }

    /// <summary>Gets its address, as a network names it, where a page may be loaded from as well.</summary>
    string Address { get; }

    /// <summary>Ends it at once.</summary>
    Task KillAsync();

    /// <summary>Starts it on its port, after <see cref="KillAsync"/>.</summary>
    Task RestartAsync();
}
