namespace TypedPeer.TestSupport;

/// <summary>How tests start Chromium.</summary>
public static class ChromiumArguments
{
    /// <summary>Gets what keeps a fresh Chromium off the network and able to run in a container, as root.</summary>
    public static IReadOnlyList<string> Quiet { get; } =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Gets those, and what has it say its addresses as they are instead of names that need multicast.</summary>
    public static IReadOnlyList<string> WithAddresses { get; } = [.. Quiet, "--disable-features=WebRtcHideLocalIpsWithMdns"];
}
