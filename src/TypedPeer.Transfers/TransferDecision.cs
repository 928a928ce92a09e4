namespace TypedPeer.Transfers;

/// <summary>What the receiving application does with an offer.</summary>
public sealed class TransferDecision
{
    private TransferDecision(string? refusal, string? name, Stream? stream) => (Refusal, Name, Stream) = (refusal, name, stream);

    /// <summary>Gets the decision to take it as a file of its name.</summary>
    public static TransferDecision Accept { get; } = new(null, null, null);

    internal string? Refusal { get; }

    internal string? Name { get; }

    internal Stream? Stream { get; }

    /// <summary>Does not take it.</summary>
    /// <param name="reason">One sentence, which the sender is told.</param>
    public static TransferDecision Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(reason, null, null);
    }

    /// <summary>Takes it as a file of another name.</summary>
    /// <param name="name">The name; made safe as a peer's is.</param>
    public static TransferDecision AcceptAs(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(null, name, null);
    }

    /// <summary>Takes it into a stream, which stays the application's to dispose. It goes on in further sessions, but not after a restart; what is written is not known to be right before <see cref="FileReceiverOptions.Received"/>.</summary>
    /// <param name="stream">Where the bytes go, one write at a time.</param>
    public static TransferDecision AcceptInto(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(null, null, stream);
    }
}
