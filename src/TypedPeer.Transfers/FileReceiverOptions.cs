namespace TypedPeer.Transfers;

/// <summary>What a <see cref="FileReceiver"/> takes, and whom it asks.</summary>
public sealed class FileReceiverOptions
{
    /// <summary>Gets or sets who decides about an offer, before anything is written: once for each transfer in this process. Null: everything within the limits is taken. Its exceptions are a failure of the offer.</summary>
    public Func<TransferRequest, CancellationToken, ValueTask<TransferDecision>>? Accept { get; set; }

    /// <summary>Gets or sets who is told of each transfer that is there, once. Runs before the sender is told; an exception fails the sender's last call, and the file stays.</summary>
    public Func<ReceivedFile, ValueTask>? Received { get; set; }

    /// <summary>Gets or sets whose a transfer is: nobody else can go on with it. Null: the caller's user by name, else its certificate's fingerprint. A peer that restarts with another certificate is another one, unless this says otherwise.</summary>
    public Func<PeerCallContext, string>? Owner { get; set; }

    /// <summary>Gets or sets the most bytes of one transfer. 4 GiB: a film; what is larger is worth a decision.</summary>
    public long MaxFileBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Gets or sets the most transfers of one peer that are begun and not complete. 16: more at once nobody needs.</summary>
    public int MaxTransfersPerPeer { get; set; } = 16;

    /// <summary>Gets or sets the most transfers that are begun and not complete. 256: what a server with a few dozens of peers has.</summary>
    public int MaxTransfers { get; set; } = 256;

    /// <summary>Gets or sets the most bytes of all transfers that are begun and not complete, as long as their senders say they are. 16 GiB: four of the largest.</summary>
    public long MaxPartialBytes { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Gets or sets how long a transfer that is begun and not complete, or what is known of one that is complete, is kept. 7 days: a laptop that was closed over a holiday.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets or sets the clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal FileReceiverOptions Checked()
    {
        var copy = (FileReceiverOptions)MemberwiseClone();
        ArgumentOutOfRangeException.ThrowIfNegative(copy.MaxFileBytes, nameof(MaxFileBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(copy.MaxTransfersPerPeer, nameof(MaxTransfersPerPeer));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(copy.MaxTransfers, nameof(MaxTransfers));
        ArgumentOutOfRangeException.ThrowIfNegative(copy.MaxPartialBytes, nameof(MaxPartialBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.KeepFor, TimeSpan.Zero, nameof(KeepFor));
        ArgumentNullException.ThrowIfNull(copy.TimeProvider, nameof(TimeProvider));
        return copy;
    }
}
