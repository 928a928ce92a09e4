using System.Security.Cryptography;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Texts;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Driver;

/// <summary>Turns the public options into those of the layers.</summary>
internal static class PeerTransportOptionsFactory
{
    /// <summary>120 bits, in at least 20 characters (RFC 8842, section 4).</summary>
    private const int TlsIdBytes = 15;

    /// <exception cref="ArgumentException">The expected fingerprint is not one.</exception>
    /// <exception cref="ObjectDisposedException">The certificate given is disposed of.</exception>
    public static PeerTransportOptions Create(PeerConnectionOptions options) =>
        Create(options, options.ExpectedFingerprint is { } text ? Parse(text) : null);

    /// <summary>The keys last: nothing that can be refused comes after them.</summary>
    private static PeerTransportOptions Create(PeerConnectionOptions options, DtlsFingerprint? expected) => new()
    {
        Ice = new IceOptions { RemoteAddressFilter = options.RemoteAddressFilter, UsesTcp = options.TcpCandidates.HasFlag(TcpCandidates.Active) },
        Dtls = new DtlsOptions { MaxDatagramLength = options.MaxDatagramSize - (MayBeRelayed(options) ? TurnFrames.MaximumOverhead : 0) },
        Sctp = new SctpOptions { ReceiveWindow = options.ReceiveWindow, MaxMessageSize = options.MaxMessageSize, ReceiveFloor = 2L * options.MaxMessageSize },
        MaxDatagramSize = options.MaxDatagramSize - (MayBeRelayed(options) ? TurnFrames.ChannelHeaderSize : 0),
        Channels = CreateChannelLimits(options),
        MaxMessageSize = options.MaxMessageSize,
        IceRestartTimeout = (long)options.IceRestartTimeout.TotalMicroseconds,
        TlsId = HexText.Write(RandomNumberGenerator.GetBytes(TlsIdBytes)),
        ResolvesNames = options.ResolveMdnsCandidates,
        ExpectedFingerprint = expected,
        Certificate = options.Certificate?.Share() ?? DtlsCertificate.Create(options.TimeProvider.GetUtcNow()),
        KeyExchange = new EcdheKeyExchange(),
    };

    /// <summary>What comes early may take a quarter of the window, against which it counts: a channel that is open must never wait for one that is not.</summary>
    private static DataChannelTableOptions CreateChannelLimits(PeerConnectionOptions options)
    {
        var limits = new DataChannelTableOptions { MaxChannels = options.MaxDataChannels, CloseTimeout = (long)options.CloseTimeout.TotalMicroseconds, MaxSendBytes = options.MaxBufferedAmount };
        return limits with { MaxEarlyBytes = Math.Min(limits.MaxEarlyBytes, options.ReceiveWindow / 4) };
    }

    /// <summary>
    /// What is sent by a relay is larger by what the relay reads of it: by ChannelData's header for all but the first of it, and by an indication's for
    /// those, which are of the handshake and hold as much less.
    /// </summary>
    private static bool MayBeRelayed(PeerConnectionOptions options) =>
        options.IceServerProvider is not null || options.IceServers.Any(static server => server.Urls.Any(static url => url.StartsWith("turn", StringComparison.OrdinalIgnoreCase)));

    private static DtlsFingerprint Parse(string text) => DtlsFingerprint.TryParse(text, out var fingerprint) && fingerprint.Strength > 0
        ? fingerprint
        : throw new ArgumentException($"'{text}' is not a fingerprint such as 'sha-256 AB:CD:...'.");
}
