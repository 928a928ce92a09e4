using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>
/// What session descriptions say of an association to come, so that it needs no handshake (draft-hancke-tsvwg-snap): an INIT chunk in base64.
/// </summary>
internal static class SctpDescribedInit
{
    /// <summary>Describes an association with new numbers, to be given to it as <see cref="SctpOptions.LocalInit"/>.</summary>
    public static string Create(SctpOptions options, IRandomSource random) => SctpInitText.Write(new SctpInit
    {
        Tag = SctpNumbers.NewTag(random),
        ReceiveWindow = (uint)options.ReceiveWindow,
        OutgoingStreams = options.OutgoingStreams,
        IncomingStreams = options.IncomingStreams,
        InitialTsn = SctpNumbers.New(random),
    });

    /// <summary>Gets whether a peer's description says enough. One that says what ours says is the echo of a peer that does not understand it (libdatachannel up to 0.24).</summary>
    public static bool IsUsable(string? remote, string local) =>
        SctpInitText.Read(remote) is { } init && init.Tag != SctpInitText.Read(local)?.Tag;
}
