using System.Runtime.ExceptionServices;
using TypedPeer.CompilerServices;
using Lists1 = TypedPeer.CompilerServices.ListCodec<string, TypedPeer.CompilerServices.StringCodec>;

namespace TypedPeer.Tests.Codecs;

/// <summary>A failure costs one exception, however deep in a value it lies.</summary>
public class DeepFailureTests
{
    [Fact]
    public void A_failure_within_lists_of_lists_and_maps_is_thrown_once_and_names_its_path()
    {
        byte[] bytes = [.. Header(1), .. Header(2), .. Header(0), .. Header(1), 7, 0, 0, 0, .. Header(2), .. Header(0), .. Header(int.MaxValue)];
        var (thrown, thread) = (0, Environment.CurrentManagedThreadId);
        void Count(object? sender, FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        PeerDataException? failure = null;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            Read<List<List<Dictionary<int, List<string>>>>, ListCodec<List<Dictionary<int, List<string>>>, ListCodec<Dictionary<int, List<string>>, DictionaryCodec<int, List<string>, UnmanagedCodec<int>, Lists1>>>>(bytes);
        }
        catch (PeerDataException e)
        {
            failure = e;
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(1, thrown);
        Assert.Equal("[0][1][0][1]", failure!.Path);
        Assert.StartsWith("[0][1][0][1]: ", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Header(int count) => BitConverter.GetBytes(count);

    private static void Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, IPeerCodec<T>
    {
        var reader = new PeerReader(bytes);
        GC.KeepAlive(TCodec.Read(ref reader));
    }
}
