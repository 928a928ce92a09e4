using System.IO.Pipelines;
using TypedPeer.CompilerServices;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Runtime;

public sealed class TransfersOverMemoryTests() : TransfersTests(ChannelKind.Memory);

public sealed class TransfersOverDataChannelTests() : TransfersTests(ChannelKind.DataChannel);

public abstract class TransfersTests(ChannelKind kind) : IAsyncLifetime
{
    private Loopback _loopback = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ITransfers Remote => _loopback.Get<ITransfers>();

    public async ValueTask InitializeAsync() => _loopback = await Loopback.OpenAsync(kind, builder => builder.Serve(new Transfers()));

    public async ValueTask DisposeAsync()
    {
        await _loopback.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_stream_is_sent_to_its_end()
    {
        using var data = new MemoryStream(new byte[100_000]);
        Assert.Equal(100_000, await Remote.SendAsync(data, Token));
        Assert.True(data.CanRead);
    }

    [Fact]
    public async Task A_stream_that_is_returned_is_read_to_its_end()
    {
        await using var stream = await Remote.ReceiveAsync(70_000, Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        Assert.Equal(Enumerable.Range(0, 70_000).Select(i => (byte)i), copy.ToArray());
    }

    [Fact]
    public async Task A_stream_that_is_left_early_ends_on_the_other_side_too()
    {
        await using (var stream = await Remote.ReceiveAsync(100_000_000, Token))
        {
            await stream.ReadExactlyAsync(new byte[1000], Token);
        }

        Assert.Equal(3, await Remote.SendAsync(new MemoryStream(new byte[3]), Token));
    }

    [Fact]
    public async Task Pipes_travel_both_ways()
    {
        var reader = await Remote.EchoAsync(PipeReader.Create(new MemoryStream(new byte[50_000])));
        var length = 0L;
        while (true)
        {
            var result = await reader.ReadAsync(Token);
            length += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        await reader.CompleteAsync();
        Assert.Equal(50_000, length);
    }

    [Fact]
    public async Task Progress_comes_back_while_the_call_runs()
    {
        var last = new TaskCompletionSource<Step>(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new Reporter(step =>
        {
            if (step.Number == 5)
            {
                last.TrySetResult(step);
            }
        });
        Assert.Equal(5, await Remote.WorkAsync(5, progress, Token));
        Assert.Equal("step 5", (await last.Task.WaitAsync(TimeSpan.FromSeconds(30), Token)).Text);
    }

    [Fact]
    public async Task An_object_that_is_returned_is_called_where_it_lives()
    {
        var counter = await Remote.CreateCounterAsync(7);
        Assert.Equal((8, 9), (await counter.NextAsync(), await counter.NextAsync()));
    }

    [Fact]
    public async Task An_object_that_is_passed_is_called_back() =>
        Assert.Equal(3, await Remote.CountTwiceAsync(new Counter(0), null));

    [Fact]
    public async Task An_object_that_comes_home_is_the_object_itself()
    {
        var counter = await Remote.CreateCounterAsync(10);
        Assert.Equal(11 + 12, await Remote.CountTwiceAsync(counter, counter));
    }

    [Fact]
    public async Task An_error_carries_a_detail_that_the_contract_declares()
    {
        await using var loopback = await Loopback.OpenAsync(kind, builder => builder.Serve(new Failing()));
        var failure = await Assert.ThrowsAnyAsync<PeerException>(async () => await loopback.Get<ICounter>().NextAsync());
        Assert.Equal(new Step(3, "broken"), failure.Detail);
    }

    [Fact]
    public void A_method_carries_its_priority() =>
        Assert.Equal(PeerPriority.High, PeerContractDescriptor.Of<ITransfers>().Methods.ToArray().Single(method => method.Signature.StartsWith("Create", StringComparison.Ordinal)).Priority);

    private sealed class Reporter(Action<Step> report) : IProgress<Step>
    {
        public void Report(Step value) => report(value);
    }

    private sealed class Failing : ICounter
    {
        public ValueTask<int> NextAsync() => throw new PeerException(PeerStatus.HandlerFailed, "out of numbers") { Detail = new Step(3, "broken") };
    }

    private sealed class Counter(int start) : ICounter
    {
        private int _value = start;

        public ValueTask<int> NextAsync() => new(++_value);
    }

    private sealed class Transfers : ITransfers
    {
        public async ValueTask<long> SendAsync(Stream data, CancellationToken cancellationToken = default)
        {
            using var copy = new MemoryStream();
            await data.CopyToAsync(copy, cancellationToken);
            return copy.Length;
        }

        public ValueTask<Stream> ReceiveAsync(int length, CancellationToken cancellationToken = default)
        {
            var data = new byte[length];
            for (var i = 0; i < length; i++)
            {
                data[i] = (byte)i;
            }

            return new(new MemoryStream(data));
        }

        public Task<PipeReader> EchoAsync(PipeReader input) => Task.FromResult(input);

        public Task<int> WorkAsync(int steps, IProgress<Step> progress, CancellationToken cancellationToken = default)
        {
            for (var i = 1; i <= steps; i++)
            {
                progress.Report(new Step(i, $"step {i}"));
            }

            return Task.FromResult(steps);
        }

        public ValueTask<ICounter> CreateCounterAsync(int start) => new(new Counter(start));

        public async ValueTask<int> CountTwiceAsync(ICounter counter, ICounter? other) => await counter.NextAsync() + await (other ?? counter).NextAsync();
    }
}
