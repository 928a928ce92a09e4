using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.References;

/// <summary>This side's hold on one object of the peer.</summary>
internal abstract class HeldReference(ulong id, IContractDescription contract)
{
    public ulong Id => id;

    public IContractDescription Contract => contract;

    /// <summary>Gets or sets how often the peer shared the object without it being given back; zero once it was.</summary>
    public long Count { get; set; }
}
