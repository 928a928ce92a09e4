namespace TypedPeer.DataChannels;

/// <summary>What a page has in place of this stack's certificates, once the package TypedPeer.Browser has brought it.</summary>
internal static class BrowserPart
{
    private static Func<TimeSpan, Task<PeerCertificate>>? s_createCertificate;

    /// <summary>Called by that package.</summary>
    public static void Use(Func<TimeSpan, Task<PeerCertificate>> createCertificate) => s_createCertificate = createCertificate;

    /// <exception cref="PlatformNotSupportedException">The package has brought nothing.</exception>
    public static Task<PeerCertificate> CreateCertificateAsync(TimeSpan lifetime) => (s_createCertificate ?? throw Missing())(lifetime);

    /// <summary>Says that a page cannot listen. Thrown where <see cref="OperatingSystem.IsBrowser"/> says so in the method itself: the trimmer then leaves out what follows.</summary>
    public static PlatformNotSupportedException CannotListen() => new("A page cannot listen: it dials an address, or others meet it by name.");

    /// <summary>Says what is missing.</summary>
    public static PlatformNotSupportedException Missing() => new(
        "In a page connections are the browser's own: reference the package TypedPeer.Browser, and await BrowserPeer.UseAsync() before the first one.");
}
