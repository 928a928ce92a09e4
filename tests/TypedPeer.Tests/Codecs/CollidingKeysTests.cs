using System.Collections.Frozen;
using System.Collections.Immutable;
using TypedPeer.CompilerServices;
using Longs = TypedPeer.CompilerServices.UnmanagedCodec<long>;
using Ints = TypedPeer.CompilerServices.UnmanagedCodec<int>;

namespace TypedPeer.Tests.Codecs;

/// <summary>Keys a peer chooses never make a table slow: it would take minutes to fill these.</summary>
public class CollidingKeysTests
{
    private const int Many = 200_000;

    public static TheoryData<string> Tables => ["HashSet", "Dictionary", "FrozenSet", "FrozenDictionary", "ImmutableHashSet", "ImmutableDictionary", "ConcurrentDictionary", "ISet", "tuple keys"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Keys_of_one_hash_are_refused(string table)
    {
        // The hash of a long is its upper half combined with its lower one.
        var keys = Enumerable.Range(1, Many).Select(number => ((long)number << 32) | (uint)number);
        Action<byte[]> read = table switch
        {
            "HashSet" => Read<HashSet<long>, HashSetCodec<long, Longs>>,
            "ISet" => Read<ISet<long>, SetInterfaceCodec<long, Longs>>,
            "FrozenSet" => Read<FrozenSet<long>, FrozenSetCodec<long, Longs>>,
            "ImmutableHashSet" => Read<ImmutableHashSet<long>, ImmutableHashSetCodec<long, Longs>>,
            "Dictionary" => Read<Dictionary<long, long>, DictionaryCodec<long, long, Longs, Longs>>,
            "FrozenDictionary" => Read<FrozenDictionary<long, long>, FrozenDictionaryCodec<long, long, Longs, Longs>>,
            "ImmutableDictionary" => Read<ImmutableDictionary<long, long>, ImmutableDictionaryCodec<long, long, Longs, Longs>>,
            "ConcurrentDictionary" => Read<System.Collections.Concurrent.ConcurrentDictionary<long, long>, ConcurrentDictionaryCodec<long, long, Longs, Longs>>,
            _ => Read<HashSet<(long, long)>, HashSetCodec<(long, long), ValueTupleCodec<long, long, Longs, Longs>>>,
        };
        var isPair = table.EndsWith("Dictionary", StringComparison.Ordinal) || table == "tuple keys";
        Refuse(read, [.. BitConverter.GetBytes(Many), .. keys.SelectMany(key => (byte[])[.. BitConverter.GetBytes(key), .. isPair ? new byte[8] : []])]);
    }

    [Fact]
    public void Keys_of_one_place_are_refused()
    {
        const int Few = 30_000;
        var places = new HashSet<int>(Few).EnsureCapacity(0);
        var keys = Enumerable.Range(0, Few).Select(number => number * places).ToList();
        Refuse(Read<HashSet<int>, HashSetCodec<int, Ints>>, [.. BitConverter.GetBytes(Few), .. keys.SelectMany(BitConverter.GetBytes)]);
        Refuse(Read<Dictionary<int, int>, DictionaryCodec<int, int, Ints, Ints>>, [.. BitConverter.GetBytes(Few), .. keys.SelectMany(key => (byte[])[.. BitConverter.GetBytes(key), 0, 0, 0, 0])]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1024)]
    [InlineData(3600)]
    public void Honest_keys_are_read(int step)
    {
        byte[] ints = [.. BitConverter.GetBytes(Many), .. Enumerable.Range(0, Many).SelectMany(number => BitConverter.GetBytes(number * step))];
        Read<HashSet<int>, HashSetCodec<int, Ints>>(ints);
        Read<ImmutableHashSet<int>, ImmutableHashSetCodec<int, Ints>>(ints);
        Read<FrozenSet<int>, FrozenSetCodec<int, Ints>>(ints);
        var days = Enumerable.Range(0, Many).SelectMany(number => BitConverter.GetBytes(new DateTime(2020, 1, 1).AddMinutes((double)number * step % 1e9).Ticks));
        Read<HashSet<DateTime>, HashSetCodec<DateTime, DateTimeCodec>>([.. BitConverter.GetBytes(Many), .. days]);
        var doubles = Enumerable.Range(0, Many).SelectMany(number => BitConverter.GetBytes(number * step / 8.0));
        Read<HashSet<double>, HashSetCodec<double, UnmanagedCodec<double>>>([.. BitConverter.GetBytes(Many), .. doubles]);
    }

    private static void Refuse(Action<byte[]> read, byte[] bytes) =>
        Assert.Contains("fall together", Assert.Throws<PeerDataException>(() => read(bytes)).Message, StringComparison.Ordinal);

    private static void Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, IPeerCodec<T>
    {
        var reader = new PeerReader(bytes);
        GC.KeepAlive(TCodec.Read(ref reader));
        reader.End();
    }
}
