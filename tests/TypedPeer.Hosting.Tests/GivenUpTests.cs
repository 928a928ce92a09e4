using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

/// <summary>What a caller gives up is no failure of anybody's, in no log and no span.</summary>
public partial class GivenUpTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [PeerContract]
    public partial interface ILasting
    {
        ValueTask WaitAsync(CancellationToken cancellationToken);

        IAsyncEnumerable<int> CountAsync(CancellationToken cancellationToken = default);

        ValueTask OwnTimeoutAsync();

        [OneWay]
        ValueTask NoteAsync();

        ValueTask<byte[]> LargeAsync();
    }

    [Fact]
    public async Task Cancelling_a_call_and_leaving_a_stream_is_no_failure_in_logs_and_spans()
    {
        var log = new RecordingLoggerProvider();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == PeerTelemetry.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var service = new Lasting();
        await using var services = Services(log, service);
        await using var pair = Start(services);
        using var root = new Activity("root").Start();
        await foreach (var _ in pair.Remote.CountAsync(TestContext.Current.CancellationToken))
        {
            break;
        }

        await service.Left.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);
        using (var source = new CancellationTokenSource())
        {
            var call = pair.Remote.WaitAsync(source.Token).AsTask();
            await service.Waiting.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Bound, TestContext.Current.CancellationToken));
        }

        root.Stop();
        await pair.StopAsync();

        // A span ends behind the answer of its call.
        using (var bound = new CancellationTokenSource(Bound))
        {
            while (spans.Count(span => span.TraceId == root.TraceId) < 4 || !log.Take().Exists(static entry => entry.Id == 14))
            {
                bound.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        var mine = spans.Where(span => span.TraceId == root.TraceId).ToList();
        Assert.Equal(4, mine.Count);
        Assert.All(mine, static span =>
        {
            Assert.NotEqual(ActivityStatusCode.Error, span.Status);
            Assert.Null(span.GetTagItem("error.type"));
        });
        Assert.DoesNotContain(log.Take(), static entry => entry.Id is 11 or 12);
        Assert.Contains(log.Take(), static entry => entry.Id == 14 && entry.Text.Contains("WaitAsync", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_no_caller_learns_is_in_the_log()
    {
        var log = new RecordingLoggerProvider();
        await using var services = Services(log, new Lasting());
        await using var pair = Start(services);
        await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.OwnTimeoutAsync());
        Assert.Contains(log.Take(), static entry => entry.Id == 12 && entry.Text.Contains("OwnTimeoutAsync", StringComparison.Ordinal) && entry.Exception is TaskCanceledException);
        await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.LargeAsync());
        Assert.Contains(log.Take(), static entry => entry.Id == 12 && entry.Text.Contains("LargeAsync", StringComparison.Ordinal));
        await pair.Remote.NoteAsync();
        await pair.StopAsync();
        Assert.Contains(log.Take(), static entry => entry.Id == 12 && entry.Text.Contains("NoteAsync", StringComparison.Ordinal) && entry.Exception is PeerException { Status: PeerStatus.NotFound });
    }

    private static ServiceProvider Services(RecordingLoggerProvider log, Lasting service) => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log))
        .AddSingleton(service)
        .AddTypedPeer(static options => options.MaxMessageBytes = 4096)
        .Serve<ILasting, Lasting>(ServiceLifetime.Singleton)
        .Services.BuildServiceProvider();

    private static Pair Start(IServiceProvider services)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var factory = services.GetRequiredService<PeerSessionFactory>();
        return new(factory.Start(second), factory.Start(first));
    }

    private sealed class Lasting : ILasting
    {
        public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            Waiting.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public async IAsyncEnumerable<int> CountAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                yield return 1;
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                Left.SetResult();
            }
        }

        public async ValueTask OwnTimeoutAsync()
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
            await Task.Delay(Timeout.Infinite, source.Token);
        }

        public ValueTask NoteAsync() => throw new PeerException(PeerStatus.NotFound, "nobody to note it for");

        public ValueTask<byte[]> LargeAsync() => new(new byte[10_000]);
    }

    private sealed class Pair(PeerSession server, PeerSession client) : IAsyncDisposable
    {
        public ILasting Remote { get; } = client.GetRemote<ILasting>();

        public async Task StopAsync()
        {
            await client.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);
            await server.Completion.WaitAsync(Bound, TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
