using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Sctp.Association;

namespace TypedPeer.DataChannels.Connection;

/// <summary>The layers of a connection, as far as there are any yet, and which of them have ended.</summary>
internal sealed class TransportLayers(IceAgent ice) : IDisposable
{
    /// <summary>Gets the lowest one, which is always there.</summary>
    public IceAgent Ice => ice;

    /// <summary>Gets or sets DTLS, once the peer's description is known.</summary>
    public IDtlsConnection? Dtls { get; set; }

    /// <summary>Gets or sets the association, once DTLS is up.</summary>
    public SctpAssociation? Sctp { get; set; }

    /// <summary>Gets or sets whether DTLS was told to begin.</summary>
    public bool HasDtlsStarted { get; set; }

    /// <summary>Gets or sets whether DTLS is over, or never to be.</summary>
    public bool HasDtlsEnded { get; set; }

    /// <summary>Gets or sets whether the association is over, or never to be.</summary>
    public bool HasSctpEnded { get; set; }

    /// <summary>Gets DTLS unless it has ended.</summary>
    public IDtlsConnection? LiveDtls => HasDtlsEnded ? null : Dtls;

    /// <summary>Gets the association unless it has ended.</summary>
    public SctpAssociation? LiveSctp => HasSctpEnded ? null : Sctp;

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called.</summary>
    public long NextDeadline =>
        Math.Min(ice.NextDeadline, Math.Min(LiveDtls?.NextDeadline ?? long.MaxValue, LiveSctp?.NextDeadline ?? long.MaxValue));

    /// <summary>Lets time pass, from below upwards.</summary>
    public void HandleDeadline(long now)
    {
        if (ice.NextDeadline <= now)
        {
            ice.HandleDeadline(now);
        }

        if (LiveDtls is { } dtls && dtls.NextDeadline <= now)
        {
            dtls.HandleDeadline(now);
        }

        if (LiveSctp is { } sctp && sctp.NextDeadline <= now)
        {
            sctp.HandleDeadline(now);
        }
    }

    /// <summary>Forgets the keys. What was not sent is lost.</summary>
    public void Dispose()
    {
        Sctp?.Dispose();
        Dtls?.Dispose();
    }
}
