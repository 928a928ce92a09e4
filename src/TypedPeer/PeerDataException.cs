namespace TypedPeer;

/// <summary>Bytes from a peer are not what the contract says, or a value cannot be written as the contract says.</summary>
public sealed class PeerDataException : Exception
{
    private readonly string _reason;
    private readonly string _tail;

    /// <summary>Describes the failure.</summary>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="path">Where in the value, such as <c>Order.Lines[3].Price</c>; empty when the position has no name.</param>
    /// <param name="innerException">The failure beneath, if any.</param>
    public PeerDataException(string message, string path = "", Exception? innerException = null)
        : this(message, path, string.Empty, innerException)
    {
    }

    // The root is the name of the outermost type so far, and gives way when a type around it turns up.
    private PeerDataException(string reason, string root, string tail, Exception? innerException)
        : base(root.Length + tail.Length == 0 ? reason : $"{root}{tail}: {reason}", innerException)
    {
        Path = root + tail;
        _reason = reason;
        _tail = tail;
    }

    /// <summary>Gets where in the value the failure lies; empty when unknown.</summary>
    public string Path { get; }

    /// <summary>Returns the same failure, seen from a member of a type.</summary>
    internal static PeerDataException InMember(Exception failure, string type, string member) => failure is PeerDataException data
        ? new(data._reason, type, member.Length == 0 ? data._tail : $".{member}{data._tail}", data.InnerException)
        : new($"the value was refused: {failure.Message}", type, member.Length == 0 ? string.Empty : $".{member}", failure);

    /// <summary>Returns the same failure, seen from a collection.</summary>
    internal static PeerDataException InItem(PeerDataException failure, int index) =>
        new(failure._reason, string.Empty, $"[{index}]{failure._tail}", failure.InnerException);
}
