namespace TypedPeer.Transfers;

/// <summary>A transfer failed for a reason of its own.</summary>
/// <param name="error">The reason, to decide by.</param>
/// <param name="message">One sentence for a developer.</param>
/// <param name="innerException">The failure beneath.</param>
public sealed class TransferException(TransferError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Gets the reason.</summary>
    public TransferError Error => error;
}
