using TypedPeer.CompilerServices;

namespace TypedPeer.Tests.Contracts;

/// <summary>A contract written out by hand, as the compiler would: what generated code of any version may look like.</summary>
public interface IManualContract : IPeerContract<IManualContract>
{
    static PeerContractDescriptor<IManualContract> IPeerContract<IManualContract>.Descriptor => Code.Descriptor;

    ValueTask BuyAsync(int count);

    private static class Code
    {
        public static readonly PeerMethod Buy = new("Manual", "BuyAsync(int)", 0x0102030405060708, 1, PeerMethodKind.Unary);

        public static readonly PeerContractDescriptor<IManualContract> Descriptor = new(
            "Manual",
            7,
            [Buy],
            [],
            static remote => new Proxy(remote),
            static (_, target, call) =>
            {
                var reader = call.GetArguments();
                var count = reader.ReadUnmanaged<int>();
                reader.End();
                call.Complete(target.BuyAsync(count));
            },
            [PeerErrorDetail.Of<OutOfStock, OutOfStockCodec>("OutOfStock")]);
    }

    private sealed class Proxy(PeerRemote remote) : IManualContract, IPeerProxy
    {
        public PeerRemote Remote => remote;

        public ValueTask BuyAsync(int count) => remote.InvokeAsync(Code.Buy, new Arguments(count), default);
    }

    private readonly struct Arguments(int count) : IPeerArguments
    {
        public void Write(ref PeerWriter writer) => writer.WriteUnmanaged(count);

        public void AddStreams(PeerOutgoingStreams streams)
        {
        }
    }
}

/// <summary>What an error of the contract may carry.</summary>
public sealed record OutOfStock(int Left);

/// <summary>Four bytes.</summary>
public readonly struct OutOfStockCodec : IPeerCodec<OutOfStock>
{
    public static void Write(ref PeerWriter writer, in OutOfStock value) => writer.WriteUnmanaged(value.Left);

    public static OutOfStock Read(ref PeerReader reader) => new(reader.ReadUnmanaged<int>());
}
