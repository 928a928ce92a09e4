using TypedPeer.CompilerServices;

namespace TypedPeer.Tests.Contracts;

/// <summary>A contract written out by hand, as the compiler would: what generated code of any version may look like.</summary>
public interface IManualContract : IPeerContract<IManualContract>
{
    static PeerContractDescriptor<IManualContract> IPeerContract<IManualContract>.Descriptor => Code.Descriptor;

    ValueTask BuyAsync(int count);

    IAsyncEnumerable<int> DeliverAsync(int count);

    private static class Code
    {
        public static readonly PeerMethod Buy = new("Manual", "BuyAsync(int)", 0x0102030405060708, 1, PeerMethodKind.Unary);

        public static readonly PeerMethod Deliver = new("Manual", "DeliverAsync(int)", 0x0102030405060709, 1, PeerMethodKind.Streaming);

        public static readonly PeerContractDescriptor<IManualContract> Descriptor = new(
            "Manual",
            7,
            [Buy, Deliver],
            [],
            static remote => new Proxy(remote),
            static (index, target, call) =>
            {
                var reader = call.GetArguments();
                var count = reader.ReadUnmanaged<int>();
                reader.End();
                if (index == 0)
                {
                    call.Complete(target.BuyAsync(count));
                }
                else
                {
                    call.CompleteStream<int, UnmanagedCodec<int>>(target.DeliverAsync(count));
                }
            },
            [
                PeerErrorDetail.Of<OutOfStock, OutOfStockCodec>("OutOfStock"),
                PeerErrorDetail.Of<Unwritable, UnwritableCodec>("Unwritable"),
                PeerErrorDetail.Of<Unreadable, UnreadableCodec>("Unreadable"),
            ]);
    }

    private sealed class Proxy(PeerRemote remote) : IManualContract, IPeerProxy
    {
        public PeerRemote Remote => remote;

        public ValueTask BuyAsync(int count) => remote.InvokeAsync(Code.Buy, new Arguments(count), default);

        public IAsyncEnumerable<int> DeliverAsync(int count) => remote.Stream<Arguments, int, UnmanagedCodec<int>>(Code.Deliver, new Arguments(count), default);
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

/// <summary>A detail that throws when it is written, as a property of it may.</summary>
public sealed record Unwritable;

/// <summary>Throws on one side.</summary>
public readonly struct UnwritableCodec : IPeerCodec<Unwritable>
{
    public static void Write(ref PeerWriter writer, in Unwritable value) => throw new InvalidOperationException("not this one");

    public static Unwritable Read(ref PeerReader reader) => new();
}

/// <summary>A detail that throws when it is read, as a constructor of it may.</summary>
public sealed record Unreadable;

/// <summary>Throws on the other side.</summary>
public readonly struct UnreadableCodec : IPeerCodec<Unreadable>
{
    public static void Write(ref PeerWriter writer, in Unreadable value) => writer.WriteUnmanaged(1);

    public static Unreadable Read(ref PeerReader reader) => throw new ArgumentException("not like this");
}
