namespace TypedPeer.DataChannels.Ice.Gathering;

/// <summary>Why a STUN server gave no candidate, in the place of the error code it did not answer with.</summary>
internal static class IceServerFailure
{
    /// <summary>Nothing came back.</summary>
    public const int NoAnswer = -1;

    /// <summary>No port is of the server's family.</summary>
    public const int OutOfReach = -2;

    /// <summary>There are more servers than are asked.</summary>
    public const int TooMany = -3;
}
