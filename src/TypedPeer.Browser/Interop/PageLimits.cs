using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>What connections of a page cannot have: docs/blazor.md has the table.</summary>
internal static class PageLimits
{
    /// <summary>Refuses the options that would be taken to protect or to bind something, and would do nothing.</summary>
    /// <exception cref="PlatformNotSupportedException">There is one.</exception>
    public static void Check(PeerConnectionOptions options)
    {
        var what = options switch
        {
            { LocalAddressFilter: not null } => nameof(PeerConnectionOptions.LocalAddressFilter),
            { RemoteAddressFilter: not null } => nameof(PeerConnectionOptions.RemoteAddressFilter),
            { LocalPort: not 0 } => nameof(PeerConnectionOptions.LocalPort),
            _ when options.IceServers.Any(static server => server.CertificateValidation is not null) => nameof(IceServer.CertificateValidation),
            _ => null,
        };
        if (what is not null)
        {
            throw NotSupported(what);
        }
    }

    /// <summary>Says that a page has no such thing.</summary>
    public static PlatformNotSupportedException NotSupported(string what) => new($"In a page the connection is the browser's own, which has no {what}: docs/blazor.md has a table.");
}
