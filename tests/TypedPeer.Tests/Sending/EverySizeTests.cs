using NSubstitute;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Sending;

/// <summary>Every shape of call where nothing may leave: a handler that blocks its thread, and a peer that grants no credit.</summary>
public sealed class EverySizeTests : IAsyncDisposable
{
    private const int Window = 64 * 1024;
    private const int Large = 50_000;
    private static readonly string LongText = new('t', 700);

    private readonly TestService _service = new();
    private readonly ReferenceService _objects = new();
    private readonly BytesService _bytes = new();
    private readonly ManualResetEventSlim _gate = new();
    private PeerSession _caller = null!;
    private PeerSession _callee = null!;

    /// <summary>
    /// Gets the sizes where what is left of a message, or of a turn, changes most: every eighth and the edges; with
    /// TYPEDPEER_EVERY_SIZE=1, as in CI, each of them.
    /// </summary>
    public static TheoryData<int> SmallSizes => new(Enumerable.Range(1200, 201).Where(
        static size => size % 8 == 0 || size is < 1220 or > 1390 || Environment.GetEnvironmentVariable("TYPEDPEER_EVERY_SIZE") == "1"));

    public static TheoryData<int> LargerSizes => new(
        [1500, 2047, 2048, 2049, 2111, 2112, 2113, 4096, 8191, 16383, 16384, 16385, 16447, 16448, 16449, 32768, 65535, 65536, 65537, 262144]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
        _gate.Dispose();
    }

    [Theory]
    [MemberData(nameof(SmallSizes))]
    [MemberData(nameof(LargerSizes))]
    public async Task Every_shape_of_call_ends_well_on_a_channel_of_every_size_although_a_handler_blocked(int size)
    {
        const int Calls = 80;
        Start(size);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _service.OnEcho = (text, _) =>
        {
            entered.TrySetResult();
            _gate.Wait(Bound.Time, CancellationToken.None);
            return new(text);
        };
        var remote = _caller.GetRemote<ITestContract>();
        var blocked = remote.EchoAsync("first").AsTask();
        await entered.Task.Soon();
        var large = Enumerable.Range(0, Calls).Select(i => remote.EchoBytesAsync(BytesOf(i, 10_000)).AsTask()).ToList();
        var running = Window / (Math.Min(size, 10_000) + 64) - 1;
        await Bound.Until(() => _callee.GetStatistics().CallsRunning >= Math.Min(running, Calls));

        var notes = Enumerable.Range(0, 70).Select(i => remote.NoteBytesAsync(i, new byte[i * 50]).AsTask()).ToList();
        var sum = remote.SumAsync(Numbers(5000)).AsTask();
        var doubled = StreamTests.ToList(remote.DoubleAsync(Numbers(3000)));
        var blocks = StreamTests.ToList(remote.BlocksAsync(3, 9000));
        var error = Assert.ThrowsAsync<PeerException>(() => remote.FailAsync("a secret").AsTask());
        var references = UseReferencesAsync();
        var bytes = UseBytesAsync();
        using var source = new CancellationTokenSource();
        var cancelled = Assert.ThrowsAnyAsync<OperationCanceledException>(() => remote.EchoAsync(new string('y', 30_000), source.Token).AsTask());
        await source.CancelAsync();
        await cancelled.Soon();
        Assert.False(blocked.IsCompleted);

        _gate.Set();
        Assert.Equal("first", await blocked.Soon());
        for (var i = 0; i < Calls; i++)
        {
            Assert.Equal(BytesOf(i, 10_000), await large[i].Soon());
        }

        await Task.WhenAll(notes).Soon();
        Assert.Equal(5000 * 4999L / 2, await sum.Soon());
        Assert.Equal(Enumerable.Range(0, 3000).Select(static i => i * 2), await doubled.Soon());
        Assert.Equal([9000, 9000, 9000], (await blocks.Soon()).Select(static block => block.Length));
        await error.Soon();
        await references.Soon();
        await bytes.Soon();
        await Bound.Until(() => _caller.GetStatistics() is { ReferencesShared: 0, ReferencesHeld: 0 } && _callee.GetStatistics() is { ReferencesShared: 0, ReferencesHeld: 0 });
        Assert.Equal(0, _callee.GetStatistics().BytesHeld);
        Assert.Equal(PeerSessionEndKind.Stopped, (await _caller.StopAsync(Token).Soon()).Kind);
        Assert.Equal(70, _service.Notes.Count);
    }

    /// <summary>Objects of either side, handed out, called, handed back and released; and reports of progress.</summary>
    private async Task UseReferencesAsync()
    {
        var remote = _caller.GetRemote<IReferenceContract>();
        var observer = new Observer();
        var subscribed = remote.SubscribeAsync(observer, 40).AsTask();
        var opened = Enumerable.Range(0, 20).Select(i => remote.OpenAsync(new string('o', i * 100)).AsTask()).ToList();
        var progress = new Last<int>();
        Assert.Equal(500, await remote.WorkAsync(500, progress).Soon());
        Assert.Equal(500, progress.Value);
        await subscribed.Soon();
        await Bound.Until(() => observer.Seen.Count == 40);
        Assert.Equal(Enumerable.Range(0, 40), observer.Seen);
        for (var i = 0; i < opened.Count; i++)
        {
            var account = await opened[i].Soon();
            Assert.Equal(i * 100, (await account.OwnerAsync().Soon()).Length);
            Assert.True(await remote.IsMineAsync(account).Soon());
            PeerReference.Release(account);
        }

        var all = await StreamTests.ToList(remote.AllAsync(Token)).Soon();
        Assert.Equal(20, all.Count);
        all.ForEach(account => PeerReference.Release(account));
    }

    /// <summary>Streams of bytes both ways, and reports that fill a message.</summary>
    private async Task UseBytesAsync()
    {
        var remote = _caller.GetRemote<IBytesContract>();
        using var content = new MemoryStream(new byte[Large]);
        var uploaded = remote.UploadAsync(content, Token).AsTask();
        var progress = new Last<Step>();
        Assert.Equal(30, await remote.WorkAsync(30, progress, Token).Soon());
        Assert.Equal(new Step(30, LongText), progress.Value);
        Assert.Equal(Large, await uploaded.Soon());
        await using var stream = await remote.OpenAsync(Token).Soon();
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token).Soon();
        Assert.Equal(BytesOf(7, Large), copy.ToArray());
    }

    /// <summary>Both sides serve everything there is, so that their hellos take many messages.</summary>
    private void Start(int size)
    {
        _bytes.OnOpen = static _ => Task.FromResult<Stream>(new MemoryStream(BytesOf(7, Large)));
        _bytes.OnWork = static (steps, progress, _) =>
        {
            for (var i = 1; i <= steps; i++)
            {
                progress.Report(new(i, LongText));
            }

            return new(steps);
        };
        var options = new PeerSessionOptions { CallWindowBytes = Window, StreamWindowBytes = 4096, IncludeExceptionDetails = true };
        var (first, second) = InMemoryPeerChannel.CreatePair(size);
        _caller = PeerSession.Start(first, Serve, options);
        _callee = PeerSession.Start(second, Serve, options);

        void Serve(PeerSessionBuilder peer) => peer.Serve(_service).Serve(_objects).Serve(_bytes).Serve(new FlightService())
            .Serve(Substitute.For<IWide>()).Serve(new Account("somebody")).Serve(new Observer());
    }

    private static byte[] BytesOf(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }

    private sealed class Last<T> : IProgress<T>
    {
        public T? Value { get; private set; }

        public void Report(T value) => Value = value;
    }
}
