namespace TypedPeer.CompilerServices;

/// <summary>A contract as data: what the session's core knows of it. The same object stands for the same contract.</summary>
internal interface IContractDescription
{
    /// <summary>Gets the name of the contract on the wire.</summary>
    string Name { get; }

    /// <summary>Gets a hash over all methods and their shapes.</summary>
    ulong Fingerprint { get; }

    /// <summary>Gets what the contract asks of who calls any of its methods, inherited ones included.</summary>
    IReadOnlyList<PeerAuthorizeAttribute> Authorize { get; }

    /// <summary>Gets a value indicating whether everyone may call the methods it declares itself, as far as it is asked.</summary>
    bool AllowsAnonymous { get; }

    /// <summary>Gets a method that not everyone may call when the contract is served; null when there is none.</summary>
    PeerMethod? Guarded { get; }

    /// <summary>Gets the methods the contract declares itself, in the order the dispatcher knows them by.</summary>
    ReadOnlyMemory<PeerMethod> Methods { get; }

    /// <summary>Gets the contracts this one inherits from, nearest first, each once.</summary>
    ReadOnlySpan<IContractDescription> Bases { get; }
}
