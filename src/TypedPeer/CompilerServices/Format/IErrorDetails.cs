namespace TypedPeer.CompilerServices;

/// <summary>The code beside a contract's description: how the details of its errors travel.</summary>
internal interface IErrorDetails : IContractDescription
{
    /// <summary>Gets the types of error details the contract declares.</summary>
    ReadOnlyMemory<PeerErrorDetail> ErrorDetails { get; }
}
