namespace TypedPeer.VirtualNetwork;

/// <summary>What a translator does, in the words that RFC 3489 gave to it; RFC 4787 speaks of mapping and filtering.</summary>
internal enum VirtualNatKind
{
    /// <summary>One outer port per inner one, and whoever knows it gets in.</summary>
    FullCone,

    /// <summary>One outer port per inner one; in comes who has an address that was spoken to.</summary>
    RestrictedCone,

    /// <summary>One outer port per inner one; in comes who has an address and port that were spoken to.</summary>
    PortRestrictedCone,

    /// <summary>Another outer port for each destination, from which alone anything comes in.</summary>
    Symmetric,
}
