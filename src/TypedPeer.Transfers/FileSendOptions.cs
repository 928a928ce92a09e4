namespace TypedPeer.Transfers;

/// <summary>How a file or stream is sent.</summary>
public sealed class FileSendOptions
{
    /// <summary>Gets or sets what the transfer is called: the same each time one and the same is sent, also after a restart. Null: made of a file's path, length and time, so that the same file goes on; another one for each stream.</summary>
    public Guid? Id { get; set; }

    /// <summary>Gets or sets the name that the receiver is told. Null: the file's.</summary>
    public string? Name { get; set; }

    /// <summary>Gets or sets who is told how far it is: at most ten times a second, and at the end.</summary>
    public IProgress<TransferProgress>? Progress { get; set; }

    /// <summary>Gets or sets the most bytes in a second; 0 for as many as the path takes, which is the default.</summary>
    public long MaxBytesPerSecond { get; set; }

    /// <summary>Gets or sets how long is waited for another session when one is lost. 5 minutes: a tunnel, a laptop that is carried to another room.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal FileSendOptions Checked()
    {
        var copy = (FileSendOptions)MemberwiseClone();
        ArgumentOutOfRangeException.ThrowIfEqual(copy.Id ?? Guid.AllBitsSet, Guid.Empty, nameof(Id));
        ArgumentOutOfRangeException.ThrowIfNegative(copy.MaxBytesPerSecond, nameof(MaxBytesPerSecond));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.Patience, TimeSpan.Zero, nameof(Patience));
        ArgumentNullException.ThrowIfNull(copy.TimeProvider, nameof(TimeProvider));
        return copy;
    }
}
