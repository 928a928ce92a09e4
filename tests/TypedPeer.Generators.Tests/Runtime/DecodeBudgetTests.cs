using System.Runtime.CompilerServices;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Runtime;

/// <summary>What decoding may allocate is bounded by the message, in generated code and whatever a type does by itself.</summary>
public class DecodeBudgetTests
{
    private const int Length = 1_000_000;
    private const string Option = nameof(PeerSessionOptions.MaxDecodedBytesPerByte);

    // For each byte, beside what is free, with what may be allocated without being charged, and what one slice of it may be.
    private const long Bound = (Length * 32L) + (256 * 1024) + (1024 * 1024) + (4 * 1024 * 1024);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(IBudgets.NothingsAsync), typeof(List<Nothing>), "00")]
    [InlineData(nameof(IBudgets.FullAsync), typeof(List<FullOfCollections>), "00")]
    [InlineData(nameof(IBudgets.HiddenAsync), typeof(List<HiddenRoom>), "0100")]
    [InlineData(nameof(IBudgets.WideAsync), typeof(List<WideTolerant>), "00")]
    [InlineData(nameof(IBudgets.StructsAsync), typeof(List<WideStruct>), "00")]
    [InlineData(nameof(IBudgets.NestedAsync), typeof(List<List<List<Nothing>>>), "010000000100000000")]
    [InlineData(nameof(IBudgets.TreesAsync), typeof(List<Tree>), "010100000001FFFFFFFF")]
    public void What_a_message_becomes_in_memory_is_bounded_by_its_length(string method, Type type, string item)
    {
        var bytes = Convert.FromHexString(item);
        var count = Length / bytes.Length;
        byte[] message = [.. BitConverter.GetBytes(count), .. Enumerable.Repeat(bytes, count).SelectMany(each => each)];
        var read = (Func<byte[], long>)typeof(DecodeBudgetTests).GetMethod(nameof(Reader), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [method])!;
        read(message);
        Assert.InRange(read(message), 0, Bound);
    }

    [Fact]
    public void A_failure_deep_in_a_value_is_thrown_once_and_names_its_path()
    {
        const int Depth = 60;
        byte[] bytes = [1, 0, 0, 0, .. Enumerable.Repeat<byte[]>([1, 1, 0, 0, 0], Depth).SelectMany(level => level), 9];
        var read = Codecs.Reader<List<Tree>>(Codecs.Of(typeof(IBudgets), nameof(IBudgets.TreesAsync)));
        var (thrown, thread) = (0, Environment.CurrentManagedThreadId);
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        PeerDataException? failure = null;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            read(bytes);
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
        Assert.StartsWith("[0].Branches[0].Branches", failure!.Path, StringComparison.Ordinal);
        Assert.EndsWith("[0].Branches", failure.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_becomes_too_much_fails_its_call_alone()
    {
        await using var loopback = new Loopback(builder => builder.Serve<IBudgets>(new Budgets()));
        var remote = loopback.Get<IBudgets>();
        var refused = await Assert.ThrowsAsync<PeerException>(() => remote.FullAsync(Full(30_000)).WaitAsync(Token));
        Assert.Equal(PeerStatus.InvalidData, refused.Status);
        Assert.Contains(Option, refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<PeerException>(() => remote.GetFullAsync(30_000).WaitAsync(Token));
        Assert.Equal(PeerStatus.InvalidData, refused.Status);
        Assert.Contains(Option, refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<PeerException>(async () =>
        {
            await foreach (var item in remote.StreamFullAsync(30_000, Token))
            {
                Assert.Single(item);
            }
        });
        Assert.Equal(PeerStatus.InvalidData, refused.Status);
        Assert.Contains(Option, refused.Message, StringComparison.Ordinal);
        Assert.Equal(100, await remote.FullAsync(Full(100)).WaitAsync(Token));
    }

    [Fact]
    public async Task What_a_byte_may_become_is_an_option()
    {
        await using var generous = await Loopback.OpenAsync(TypedPeer.TestSupport.ChannelKind.Memory, builder => builder.Serve<IBudgets>(new Budgets()), new() { MaxDecodedBytesPerByte = 1000 });
        Assert.Equal(30_000, await generous.Get<IBudgets>().FullAsync(Full(30_000)).WaitAsync(Token));
        await using var mean = await Loopback.OpenAsync(TypedPeer.TestSupport.ChannelKind.Memory, builder => builder.Serve<IBudgets>(new Budgets()), new() { MaxDecodedBytesPerByte = 1 });
        await Assert.ThrowsAsync<PeerException>(() => mean.Get<IBudgets>().FullAsync(Full(1000)).WaitAsync(Token));
    }

    private static List<FullOfCollections> Full(int count) => [.. Enumerable.Repeat(new FullOfCollections(), count)];

    private static Func<byte[], long> Reader<T>(string method)
    {
        var read = Codecs.Reader<T>(Codecs.Of(typeof(IBudgets), method));
        return bytes =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                GC.KeepAlive(read(bytes));
            }
            catch (PeerDataException e)
            {
                Assert.Contains(Option, e.Message, StringComparison.Ordinal);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        };
    }

    private sealed class Budgets : IBudgets
    {
        public Task<int> NothingsAsync(List<Nothing> values) => Task.FromResult(values.Count);

        public Task<int> FullAsync(List<FullOfCollections> values) => Task.FromResult(values.Count);

        public Task<int> HiddenAsync(List<HiddenRoom> values) => Task.FromResult(values.Count);

        public Task<int> WideAsync(List<WideTolerant> values) => Task.FromResult(values.Count);

        public Task<int> StructsAsync(List<WideStruct> values) => Task.FromResult(values.Count);

        public Task<int> NestedAsync(List<List<List<Nothing>>> values) => Task.FromResult(values.Count);

        public Task<int> TreesAsync(List<Tree> values) => Task.FromResult(values.Count);

        public Task<List<FullOfCollections>> GetFullAsync(int count) => Task.FromResult(Full(count));

        public async IAsyncEnumerable<List<FullOfCollections>> StreamFullAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return Full(1);
            yield return Full(count);
            await Task.CompletedTask;
        }
    }
}
