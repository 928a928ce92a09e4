namespace TypedPeer.DataChannels.Api;

/// <summary>What connections of a page run on, once the package TypedPeer.Browser has brought it.</summary>
internal static class BrowserBackend
{
    private static Func<PeerConnection, PeerConnectionOptions, PeerEventRaiser, ConnectionBackend>? s_connect;

    /// <summary>Called by that package.</summary>
    public static void Use(Func<PeerConnection, PeerConnectionOptions, PeerEventRaiser, ConnectionBackend> connect) => s_connect = connect;

    /// <exception cref="PlatformNotSupportedException">The package has brought nothing.</exception>
    public static ConnectionBackend Connect(PeerConnection connection, PeerConnectionOptions options, PeerEventRaiser raiser) => (s_connect ?? throw BrowserPart.Missing())(connection, options, raiser);
}
