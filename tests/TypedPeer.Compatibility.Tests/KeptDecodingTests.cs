using System.Reflection;
using TypedPeer.CompilerServices;

namespace TypedPeer.Compatibility.Tests;

/// <summary>What bytes may become is bounded in codecs that were generated before there was a bound.</summary>
public class KeptDecodingTests
{
    private const int Length = 400_000;

    // For each byte, beside what is free, with what may be allocated without being charged.
    private const long Bound = (Length * 32L) + (256 * 1024) + (1024 * 1024) + (64 * 1024);

    public static IEnumerable<TheoryDataRow<string, string>> Codecs =>
        from assembly in new[] { typeof(global::Kept.First.Walk).Assembly, typeof(global::Kept.Second.Walk).Assembly, typeof(global::Kept.Third.Walk).Assembly }
        from type in assembly.GetTypes()
        where type.Namespace?.StartsWith("TypedPeer.Generated", StringComparison.Ordinal) == true && type.IsValueType && type.Name.EndsWith("Codec", StringComparison.Ordinal)
        select new TheoryDataRow<string, string>(assembly.GetName().Name!, type.FullName!);

    [Theory]
    [MemberData(nameof(Codecs))]
    public void What_many_of_the_smallest_values_of_a_kept_codec_become_is_bounded(string assembly, string name)
    {
        var codec = Assembly.Load(assembly).GetType(name)!;
        var type = codec.GetInterfaces().First(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPeerCodec<>)).GetGenericArguments()[0];
        var read = Reader(type, codec);
        var one = Smallest(read);
        Assert.SkipWhen(one is null, "it holds others, which are tried by themselves");
        var many = new List<byte>(BitConverter.GetBytes(Length / one!.Length));
        for (var i = 0; i < Length / one.Length; i++)
        {
            many.AddRange(one);
        }

        var list = Reader(typeof(List<>).MakeGenericType(type), typeof(ListCodec<,>).MakeGenericType(type, codec));
        Assert.InRange(Allocated(list, [.. many]), 0, Bound);
        Assert.InRange(Allocated(list, [.. many]), 0, Bound);
    }

    // A count of members, or the first tag of a union and such a count, and zeros, which are numbers, empty texts and empty lists.
    private static byte[]? Smallest(Action<byte[]> read) => (
        from length in Enumerable.Range(1, 200)
        from first in Enumerable.Range(0, 24)
        from second in Enumerable.Range(0, first == 0 && length > 1 ? 8 : 1)
        let bytes = (byte[])[(byte)first, .. length == 1 ? Array.Empty<byte>() : [(byte)second, .. new byte[length - 2]]]
        where Record.Exception(() => read(bytes)) is null
        select bytes).FirstOrDefault();

    private static long Allocated(Action<byte[]> read, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(bytes);
        }
        catch (PeerDataException e) when (e.Message.Contains(nameof(PeerSessionOptions.MaxDecodedBytesPerByte), StringComparison.Ordinal))
        {
            // The other allowed outcome.
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Action<byte[]> Reader(Type type, Type codec) =>
        typeof(KeptDecodingTests).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type, codec).CreateDelegate<Action<byte[]>>();

    private static void Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, IPeerCodec<T>
    {
        var reader = new PeerReader(bytes);
        GC.KeepAlive(TCodec.Read(ref reader));
        reader.End();
    }
}
