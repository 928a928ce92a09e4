namespace TypedPeer.Benchmarks.FirstCall;

/// <summary>What is called first.</summary>
[PeerContract]
public partial interface IAdder
{
    ValueTask<int> AddAsync(int left, int right);
}

internal sealed class Adder : IAdder
{
    public ValueTask<int> AddAsync(int left, int right) => new(left + right);
}
