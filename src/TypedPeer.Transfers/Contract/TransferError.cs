namespace TypedPeer.Transfers;

/// <summary>Why a transfer failed. The numbers travel.</summary>
public enum TransferError
{
    /// <summary>The receiving application does not want it.</summary>
    Refused = 1,

    /// <summary>It is larger than the receiver takes.</summary>
    TooLarge = 2,

    /// <summary>The receiver has as many transfers as it takes, of this peer or altogether.</summary>
    TooMany = 3,

    /// <summary>The offer is none: no id, no name, a name of more than 1024 characters, a length below zero.</summary>
    BadOffer = 4,

    /// <summary>The receiver's disk is full.</summary>
    NoSpace = 5,

    /// <summary>The receiver cannot write it for another reason.</summary>
    StorageFailed = 6,

    /// <summary>The source was changed while it was read, or is not as long as was said.</summary>
    SourceChanged = 7,

    /// <summary>What arrived is not what was sent. Nothing of it stays.</summary>
    HashMismatch = 8,

    /// <summary>The source would have to be read again and cannot be.</summary>
    NotRepeatable = 9,

    /// <summary>The connection was lost, and no other came.</summary>
    ConnectionLost = 10,

    /// <summary>Another attempt at the same transfer has begun.</summary>
    Superseded = 11,

    /// <summary>The receiver does not know the transfer, or wants other bytes of it: it is to be offered again.</summary>
    OutOfStep = 12,
}
