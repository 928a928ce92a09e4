using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using TypedPeer.CompilerServices;
using TypedPeer.Generators.Tests.Harness;
using Ints = TypedPeer.CompilerServices.UnmanagedCodec<int>;

namespace TypedPeer.Generators.Tests.Golden;

/// <summary>A length is believed only when as many bytes are left, and before anything is made for them.</summary>
public class HostileLengthsTests
{
    private const long Modest = 64 * 1024;

    private static readonly Dictionary<string, Action<byte[]>> Readers = new(StringComparer.Ordinal)
    {
        ["string"] = Read<string, StringCodec>,
        ["BigInteger"] = Read<BigInteger, BigIntegerCodec>,
        ["BitArray"] = Read<BitArray, BitArrayCodec>,
        ["int[]"] = Read<int[], ArrayCodec<int, Ints>>,
        ["string[]"] = Read<string[], ArrayCodec<string, StringCodec>>,
        ["Memory"] = Read<Memory<int>, MemoryCodec<int, Ints>>,
        ["ArraySegment"] = Read<ArraySegment<int>, ArraySegmentCodec<int, Ints>>,
        ["List"] = Read<List<int>, ListCodec<int, Ints>>,
        ["HashSet"] = Read<HashSet<int>, HashSetCodec<int, Ints>>,
        ["Queue"] = Read<Queue<int>, QueueCodec<int, Ints>>,
        ["Stack"] = Read<Stack<int>, StackCodec<int, Ints>>,
        ["LinkedList"] = Read<LinkedList<int>, LinkedListCodec<int, Ints>>,
        ["SortedSet"] = Read<SortedSet<int>, SortedSetCodec<int, Ints>>,
        ["Dictionary"] = Read<Dictionary<int, int>, DictionaryCodec<int, int, Ints, Ints>>,
        ["SortedDictionary"] = Read<SortedDictionary<int, int>, SortedDictionaryCodec<int, int, Ints, Ints>>,
        ["SortedList"] = Read<SortedList<int, int>, SortedListCodec<int, int, Ints, Ints>>,
        ["ConcurrentBag"] = Read<ConcurrentBag<int>, ConcurrentBagCodec<int, Ints>>,
        ["ConcurrentDictionary"] = Read<ConcurrentDictionary<int, int>, ConcurrentDictionaryCodec<int, int, Ints, Ints>>,
        ["ImmutableArray"] = Read<ImmutableArray<int>, ImmutableArrayCodec<int, Ints>>,
        ["ImmutableList"] = Read<ImmutableList<int>, ImmutableListCodec<int, Ints>>,
        ["IImmutableStack"] = Read<IImmutableStack<int>, ImmutableStackInterfaceCodec<int, Ints>>,
        ["FrozenSet"] = Read<FrozenSet<int>, FrozenSetCodec<int, Ints>>,
        ["FrozenDictionary"] = Read<FrozenDictionary<int, int>, FrozenDictionaryCodec<int, int, Ints, Ints>>,
        ["int[,]"] = Read<int[,], Array2Codec<int, Ints>>,
        ["int[,,]"] = Read<int[,,], Array3Codec<int, Ints>>,
        ["int[,,,]"] = Read<int[,,,], Array4Codec<int, Ints>>,
    };

    public static IEnumerable<TheoryDataRow<string, int>> Claims =>
        from name in Readers.Keys.Where(name => !name.Contains(',', StringComparison.Ordinal))
        from claim in new[] { int.MaxValue, 1 << 28, 5, -2, int.MinValue }
        select new TheoryDataRow<string, int>(name, claim);

    [Theory]
    [MemberData(nameof(Claims))]
    public void A_count_that_the_bytes_do_not_hold_is_refused_before_anything_is_made(string name, int claim) =>
        Refuse(name, [.. BitConverter.GetBytes(name == "BitArray" ? Math.Max(claim, 64) : claim), 1, 2, 3, 4]);

    [Theory]
    [InlineData("int[,]", 2, int.MaxValue, int.MaxValue, 1)]
    [InlineData("int[,]", 2, 1 << 16, 1 << 16, 0)]
    [InlineData("int[,]", 2, -1, -1, 1)]
    [InlineData("int[,]", 2, int.MaxValue, 0, 1)]
    [InlineData("int[,]", 2, 1, 1, int.MaxValue)]
    [InlineData("int[,,]", 3, 1 << 11, 1 << 11, 0)]
    [InlineData("int[,,]", 3, int.MaxValue, int.MaxValue, 1)]
    [InlineData("int[,,,]", 4, 1 << 8, 1 << 8, 0)]
    [InlineData("int[,,,]", 4, int.MinValue, int.MinValue, 1)]
    public void Lengths_whose_product_is_another_than_the_count_are_refused_before_anything_is_made(string name, int rank, int first, int others, int count) =>
        Refuse(name, [(byte)(rank + 1), .. BitConverter.GetBytes(first), .. Enumerable.Repeat(others, rank - 1).SelectMany(BitConverter.GetBytes), .. BitConverter.GetBytes(count), 1, 0, 0, 0]);

    [Fact]
    public void Bits_past_the_end_of_a_bit_array_are_refused() =>
        Refuse("BitArray", [3, 0, 0, 0, 0x0D]);

    private static void Refuse(string name, byte[] bytes)
    {
        var read = Readers[name];
        Assert.Throws<PeerDataException>(() => read(bytes));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<PeerDataException>(() => read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Modest);
    }

    private static void Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, IPeerCodec<T> => Codecs.Read<T, TCodec>(bytes);
}
