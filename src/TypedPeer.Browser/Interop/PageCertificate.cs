using System.Globalization;
using System.Runtime.Versioning;
using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>One <c>RTCCertificate</c> of the page, whose key nobody but the browser has.</summary>
[SupportedOSPlatform("browser")]
internal sealed class PageCertificate : IDisposable
{
    private PageCertificate(int handle) => Handle = handle;

    public int Handle { get; }

    /// <summary>Makes one.</summary>
    public static async Task<PeerCertificate> CreateAsync(TimeSpan lifetime)
    {
        await PageObjects.LoadAsync().ConfigureAwait(false);
        var made = (await Page.MakeCertificateAsync(lifetime.TotalMilliseconds).ConfigureAwait(false)).Split(' ');
        return new PeerCertificate(
            new PeerIdentity(made[2].ToLowerInvariant(), made[3].ToUpperInvariant()),
            DateTimeOffset.FromUnixTimeMilliseconds((long)double.Parse(made[1], CultureInfo.InvariantCulture)),
            new PageCertificate(int.Parse(made[0], CultureInfo.InvariantCulture)));
    }

    public void Dispose() => Page.ReleaseCertificate(Handle);
}
