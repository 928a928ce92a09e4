namespace TypedPeer.Signaling.Server.Wire;

/// <summary>One message of a client, as slices of what arrived.</summary>
internal readonly ref struct ClientMessage
{
    /// <summary>Gets what it says.</summary>
    public MessageType Type { get; init; }

    /// <summary>Gets whether a receiver is named.</summary>
    public bool HasDestination => DestinationToken.Length > 0;

    /// <summary>Gets the receiver's id, unescaped.</summary>
    public ReadOnlySpan<char> Destination { get; init; }

    /// <summary>Gets the receiver's id as it stood in the JSON, with its quotes.</summary>
    public ReadOnlySpan<byte> DestinationToken { get; init; }

    /// <summary>Gets the payload as it stood in the JSON, which is one value; empty where there is none.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Gets whether it is one of those that are passed on to their receiver.</summary>
    public bool IsRouted => Type is MessageType.Offer or MessageType.Answer or MessageType.Candidate or MessageType.Leave or MessageType.Expire;

    /// <summary>Gets whether it is one that is answered.</summary>
    public bool IsRequest => Type >= MessageType.Join;
}
