using System.Runtime.Versioning;

namespace TypedPeer.Sessions.Awaiting;

/// <summary>Platforms whose only thread must never wait, since nothing else could bring what it waits for.</summary>
internal static class SingleThread
{
    /// <summary>Gets a value indicating whether threads can be started and may wait. WebAssembly with threads counts as without: its main thread must not wait either.</summary>
    [UnsupportedOSPlatformGuard("browser")]
    [UnsupportedOSPlatformGuard("wasi")]
    public static bool CanWait => !OperatingSystem.IsBrowser() && !OperatingSystem.IsWasi();

    /// <summary>Refuses a wait that would never end.</summary>
    /// <exception cref="PlatformNotSupportedException">The platform has one thread.</exception>
    public static void ThrowIfCannotWait()
    {
        if (!CanWait)
        {
            throw new PlatformNotSupportedException("The only thread of this platform cannot wait for what it has to bring itself: await the call instead of asking for its result.");
        }
    }
}
