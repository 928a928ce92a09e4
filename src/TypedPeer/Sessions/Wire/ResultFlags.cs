namespace TypedPeer.Sessions.Wire;

/// <summary>The bits of the second field of RESULT and ARGUMENTS.</summary>
[Flags]
internal enum ResultFlags : byte
{
    None = 0,

    /// <summary>More of the value follows.</summary>
    More = 1,

    /// <summary>With the last piece of a result: it holds references, and the caller answers with SETTLE.</summary>
    References = 2,
}
