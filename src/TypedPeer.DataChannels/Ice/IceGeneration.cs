using System.Text;

namespace TypedPeer.DataChannels.Ice;

/// <summary>
/// One ICE session: the credentials of both sides between two restarts (RFC 8445, section 9). Requests carry
/// "receiver:sender" as USERNAME and are keyed with the receiver's password, and so are their responses.
/// </summary>
internal sealed class IceGeneration(IceCredentials local)
{
    private readonly byte[] _localPrefix = Encoding.ASCII.GetBytes(local.UsernameFragment + ":");

    /// <summary>This side's credentials.</summary>
    public IceCredentials Local { get; } = local;

    /// <summary>The other side's credentials, once signalling has brought them.</summary>
    public IceCredentials? Remote { get; private set; }

    /// <summary>Keys requests that come in and our answers to them.</summary>
    public byte[] LocalKey { get; } = Encoding.ASCII.GetBytes(local.Password);

    /// <summary>Keys requests that go out and the answers to them.</summary>
    public byte[] RemoteKey { get; private set; } = [];

    /// <summary>USERNAME of requests that go out.</summary>
    public byte[] OutgoingUsername { get; private set; } = [];

    /// <summary>Whether the other side is a listener, which answers a stranger with no more bytes than it got: checks are long enough for all it has to say.</summary>
    public bool PadsChecks => Remote is not null && IceListenerCredentials.IsListener(Remote);

    /// <summary>Makes checks possible.</summary>
    public void SetRemote(IceCredentials remote)
    {
        Remote = remote;
        RemoteKey = Encoding.ASCII.GetBytes(remote.Password);
        OutgoingUsername = Encoding.ASCII.GetBytes(remote.UsernameFragment + ":" + Local.UsernameFragment);
    }

    /// <summary>Whether a USERNAME that came in is meant for this session.</summary>
    public bool IsAddressedBy(ReadOnlySpan<byte> username) => username.StartsWith(_localPrefix);

    /// <summary>Whether a USERNAME that came in names the remote side known to signalling.</summary>
    public bool IsFromRemote(ReadOnlySpan<byte> username) =>
        Remote is not null && IsFrom(username, Remote.UsernameFragment);

    /// <summary>Whether the sender's part of a USERNAME that is addressed to this session is the given fragment.</summary>
    public bool IsFrom(ReadOnlySpan<byte> username, string fragment) =>
        username.Length == _localPrefix.Length + fragment.Length && Ascii.Equals(username[_localPrefix.Length..], fragment);

    /// <summary>The sender's part of a USERNAME that is addressed to this session.</summary>
    public ReadOnlySpan<byte> GetSender(ReadOnlySpan<byte> username) => username[_localPrefix.Length..];
}
