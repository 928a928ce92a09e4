namespace TypedPeer.Transfers.Receiving;

/// <summary>What a receiver tells a sender that goes wrong.</summary>
internal static class Faults
{
    /// <summary>ENOSPC, and what Windows has for it.</summary>
    private const int NoSpaceOnUnix = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    public static PeerException Of(TransferError error, string message, Exception? inner = null)
    {
        var status = error switch
        {
            TransferError.Refused => PeerStatus.PermissionDenied,
            TransferError.TooLarge or TransferError.TooMany or TransferError.NoSpace => PeerStatus.LimitExceeded,
            TransferError.BadOffer or TransferError.HashMismatch => PeerStatus.InvalidData,
            _ => PeerStatus.FailedPrecondition,
        };
        return new(status, message, inner) { Detail = new TransferFault(error) };
    }

    /// <summary>The disk refuses. Its own words may hold paths, and stay at home.</summary>
    public static PeerException Of(Exception exception) =>
        exception.HResult is NoSpaceOnUnix or DiskFullOnWindows or HandleDiskFullOnWindows
            ? Of(TransferError.NoSpace, "The disk of the receiver is full.", exception)
            : Of(TransferError.StorageFailed, "The receiver cannot write the file.", exception);

    public static bool IsOfStorage(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
