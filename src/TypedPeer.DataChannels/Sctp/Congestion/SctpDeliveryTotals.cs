namespace TypedPeer.DataChannels.Sctp.Congestion;

/// <summary>All bytes delivered and lost since the association began.</summary>
internal readonly record struct SctpDeliveryTotals(long Delivered, long Lost);
