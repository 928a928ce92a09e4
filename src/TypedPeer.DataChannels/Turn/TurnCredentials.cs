using System.Text;

namespace TypedPeer.DataChannels.Turn;

/// <summary>A long-term credential (RFC 8489, section 9.2): what a server has given to a user.</summary>
internal sealed record TurnCredentials(string Username, string Password)
{
    /// <summary>The longest user name (RFC 8489, section 14.3), in bytes of UTF-8.</summary>
    public const int MaximumUsernameLength = 508;

    /// <summary>Gets the user name as it is sent.</summary>
    public byte[] UsernameBytes { get; } = Encoding.UTF8.GetBytes(Username);

    /// <summary>Never the password: this may stand in a log.</summary>
    public override string ToString() => Username;
}
