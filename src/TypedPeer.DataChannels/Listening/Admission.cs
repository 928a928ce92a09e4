using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Listening;

/// <summary>
/// A dialler whose address is proven and who is let in: from here on there is a connection, which <see cref="Admissions"/> counts until it is told
/// of its end.
/// </summary>
/// <param name="local">The credentials the dialler has made up for us.</param>
/// <param name="remote">The dialler's own.</param>
/// <param name="network">Whose place it takes while it is under way.</param>
/// <param name="expiresAt">When it is given up unless it has proved a certificate by then.</param>
internal sealed class Admission(IceCredentials local, IceCredentials remote, AddressKey network, long expiresAt)
{
    public IceCredentials Local { get; } = local;

    public IceCredentials Remote { get; } = remote;

    public AddressKey Network { get; } = network;

    public long ExpiresAt { get; } = expiresAt;

    /// <summary>Gets or sets its place among those under way; null once it is secured or has ended.</summary>
    public LinkedListNode<Admission>? Handshake { get; set; }

    /// <summary>Gets or sets a value indicating whether it no longer counts at all.</summary>
    public bool HasEnded { get; set; }
}
