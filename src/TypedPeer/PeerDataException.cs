namespace TypedPeer;

/// <summary>Bytes from a peer are not what the contract says, or a value cannot be written as the contract says.</summary>
public sealed class PeerDataException : Exception
{
    /// <summary>Describes the failure.</summary>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="path">Where in the value, such as <c>Order.Lines[3].Price</c>; empty when the position has no name.</param>
    /// <param name="innerException">The failure beneath, if any.</param>
    public PeerDataException(string message, string path = "", Exception? innerException = null)
        : base(path.Length == 0 ? message : $"{path}: {message}", innerException) => Path = path;

    /// <summary>Gets where in the value the failure lies; empty when unknown.</summary>
    public string Path { get; }
}
