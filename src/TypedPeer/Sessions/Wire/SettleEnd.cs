namespace TypedPeer.Sessions.Wire;

/// <summary>How much a SETTLE frame brings to its end.</summary>
internal enum SettleEnd
{
    /// <summary>More may be taken.</summary>
    None,

    /// <summary>Nothing more of the part will be taken.</summary>
    Part,

    /// <summary>The call was refused: nothing was taken of any part, and nothing will be.</summary>
    Call,
}
