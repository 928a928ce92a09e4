using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Turn;

/// <summary>A request under way.</summary>
internal sealed class TurnTransaction(TurnRequestKind kind, TurnPeer? peer)
{
    /// <summary>What is asked for.</summary>
    public TurnRequestKind Kind => kind;

    /// <summary>Whom it is about; null where it is about the allocation.</summary>
    public TurnPeer? Peer => peer;

    /// <summary>The id of the request sent last.</summary>
    public StunTransactionId Id { get; set; }

    /// <summary>How often it was sent under this id.</summary>
    public int Sends { get; set; }

    /// <summary>When it is sent again, or given up.</summary>
    public long DueAt { get; set; }

    /// <summary>How long the next answer is waited for.</summary>
    public long Timeout { get; set; }

    /// <summary>How often the server has called the nonce stale.</summary>
    public int StaleNonces { get; set; }

    /// <summary>Which of the server's challenges it answers; 0 for none.</summary>
    public int Challenge { get; set; }

    /// <summary>The request, for people.</summary>
    public string Name => kind switch
    {
        TurnRequestKind.AllocateV6 => "Allocate (IPv6)",
        TurnRequestKind.Refresh => "Refresh",
        TurnRequestKind.CreatePermission => "CreatePermission",
        TurnRequestKind.ChannelBind => "ChannelBind",
        _ => "Allocate",
    };
}
