using System.ComponentModel;

namespace TypedPeer.CompilerServices;

/// <summary>Identifies one method of a contract on the wire and in messages. Immutable; generated code keeps one for each method.</summary>
public sealed class PeerMethod
{
    /// <summary>Describes a method.</summary>
    /// <param name="contract">The wire name of the contract that declares the method.</param>
    /// <param name="signature">Name and parameter types as a developer would write them, such as <c>TicksAsync(TimeSpan)</c>.</param>
    /// <param name="id">The identifier on the wire: the first 64 bits, little-endian, of SHA-256 over <c>contract.signature</c>.</param>
    /// <param name="shape">A hash over the wire shapes of parameters and result; it differs where two peers would misread each other.</param>
    /// <param name="kind">What the answer looks like.</param>
    /// <param name="streams">How many parameters are streams.</param>
    /// <param name="concurrent">Whether the handler may start out of order.</param>
    /// <param name="priority">The share of the channel.</param>
    public PeerMethod(
        string contract,
        string signature,
        ulong id,
        ulong shape,
        PeerMethodKind kind,
        int streams = 0,
        bool concurrent = false,
        PeerPriority priority = PeerPriority.Normal)
    {
        Priority = priority;
        Contract = contract;
        Signature = signature;
        Id = id;
        Shape = shape;
        Kind = kind;
        Streams = streams;
        IsConcurrent = concurrent;
    }

    /// <summary>Kept for assemblies compiled before there were priorities.</summary>
    /// <param name="contract">The wire name of the contract that declares the method.</param>
    /// <param name="signature">Name and parameter types.</param>
    /// <param name="id">The identifier on the wire.</param>
    /// <param name="shape">A hash over the wire shapes of parameters and result.</param>
    /// <param name="kind">What the answer looks like.</param>
    /// <param name="streams">How many parameters are streams.</param>
    /// <param name="concurrent">Whether the handler may start out of order.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public PeerMethod(string contract, string signature, ulong id, ulong shape, PeerMethodKind kind, int streams, bool concurrent)
        : this(contract, signature, id, shape, kind, streams, concurrent, PeerPriority.Normal)
    {
    }

    /// <summary>Gets the wire name of the declaring contract.</summary>
    public string Contract { get; }

    /// <summary>Gets the method's name with its parameter types.</summary>
    public string Signature { get; }

    /// <summary>Gets the identifier on the wire.</summary>
    public ulong Id { get; }

    /// <summary>Gets the hash over the wire shapes of parameters and result.</summary>
    public ulong Shape { get; }

    /// <summary>Gets what the answer looks like.</summary>
    public PeerMethodKind Kind { get; }

    /// <summary>Gets how many parameters are streams.</summary>
    public int Streams { get; }

    /// <summary>Gets a value indicating whether the handler may start out of order (<see cref="ConcurrentAttribute"/>).</summary>
    public bool IsConcurrent { get; }

    /// <summary>Gets the share of the channel (<see cref="PriorityAttribute"/>).</summary>
    public PeerPriority Priority { get; }

    /// <summary>Gets what the method itself asks of who calls it, each of it (<see cref="PeerAuthorizeAttribute"/>). No part of the shape.</summary>
    public IReadOnlyList<PeerAuthorizeAttribute> Authorize { get; init; } = [];

    /// <summary>Gets a value indicating whether everyone may call the method, whatever its contract asks (<see cref="PeerAllowAnonymousAttribute"/>).</summary>
    public bool AllowsAnonymous { get; init; }

    /// <summary>Gets a value indicating whether calling the method again does no more than calling it once (<see cref="IdempotentAttribute"/>). No part of the shape.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Gets a value indicating whether only the newest of its calls counts (<see cref="LatestWinsAttribute"/>).</summary>
    public bool IsLatestWins { get; init; }

    /// <summary>Gets a value indicating whether its calls may be lost, and overtake each other (<see cref="UnreliableAttribute"/>).</summary>
    public bool IsUnreliable { get; init; }

    /// <summary>Gets a value indicating whether the result or a parameter is a stream, so that a call may last.</summary>
    internal bool HasStreams => Kind == PeerMethodKind.Streaming || Streams > 0;

    /// <summary>Gets or sets a value indicating whether references were found among the arguments of a call, which then cannot be written once for several peers. Never false again.</summary>
    internal bool HasReferences { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Contract}.{Signature}";
}
