namespace TypedPeer.Sessions.Wire;

/// <summary>What a CALL frame carries beyond its identifiers, in the order of the bits. Unknown bits make the call fail, not the session.</summary>
[Flags]
internal enum CallFlags : ulong
{
    None = 0,

    /// <summary>ARGUMENTS frames follow with the rest of the arguments.</summary>
    More = 1,

    /// <summary>The call gets no answer.</summary>
    OneWay = 2,

    /// <summary>A target other than the contract's default instance.</summary>
    Target = 4,

    /// <summary>Microseconds the call may still take.</summary>
    Deadline = 8,

    /// <summary>Names and values for the application.</summary>
    Headers = 16,

    /// <summary>The arguments hold references, or streams follow that may: the caller waits for SETTLE.</summary>
    Settle = 32,

    /// <summary>The caller's wish for the share of the channel that the answer gets.</summary>
    Priority = 64,

    /// <summary>The caller waits for HANDLED before it makes the next call of this kind.</summary>
    Latest = 128,

    Known = More | OneWay | Target | Deadline | Headers | Settle | Priority | Latest,
}
