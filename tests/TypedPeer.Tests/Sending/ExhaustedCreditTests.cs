using System.Collections.Concurrent;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Sending;

/// <summary>Much that waits where nothing may leave, and the longest of what leaves by itself, in the smallest messages.</summary>
public class ExhaustedCreditTests
{
    [Theory]
    [InlineData(1200)]
    [InlineData(1201)]
    [InlineData(1263)]
    [InlineData(1264)]
    [InlineData(65536)]
    public async Task A_hundred_large_calls_to_a_handler_that_blocks_wait_and_end(int size)
    {
        await using var pair = SessionPair.Create(maxMessageSize: size);
        using var gate = new ManualResetEventSlim();
        pair.SecondService.OnEcho = (text, _) =>
        {
            gate.Wait(Bound.Time, CancellationToken.None);
            return new(text);
        };
        var text = new string('x', 40_000);
        var calls = Enumerable.Range(0, 100).Select(_ => pair.Remote.EchoAsync(text).AsTask()).ToList();
        var notes = Enumerable.Range(0, 70).Select(_ => pair.Remote.NoteAsync(text).AsTask()).ToList();
        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning > 50);
        gate.Set();
        Assert.All(await Task.WhenAll(calls).Soon(), answer => Assert.Equal(text, answer));
        await Task.WhenAll(notes).Soon();
    }

    [Fact]
    public async Task Errors_goodbyes_and_descriptions_fit_into_the_smallest_messages()
    {
        for (var size = 1200; size < 1210; size++)
        {
            var told = new ConcurrentQueue<string>();
            await using var pair = SessionPair.Create(new() { IncludeExceptionDetails = true, FrameLog = told.Enqueue }, maxMessageSize: size);
            pair.SecondService.OnEcho = static (text, _) => throw new PeerException(PeerStatus.Application, new string('é', 50_000));
            var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoAsync("x").Soon());
            Assert.InRange(error.Message.Length, 400, 600);
            pair.SecondService.OnCount = static (_, _) => throw new InvalidOperationException(new string('x', 50_000));
            Assert.InRange((await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(1)).Soon())).Message.Length, 900, 1200);
            var upload = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.SumAsync(Fail()).Soon());
            Assert.NotEmpty(upload.Message);
            pair.First.Driver.Abort(new string('g', 50_000));
            Assert.Contains("gggg", (await pair.Second.Completion.Soon()).Message, StringComparison.Ordinal);
            Assert.DoesNotContain(told, static line => line.Contains("broken", StringComparison.Ordinal));
        }

        static async IAsyncEnumerable<int> Fail()
        {
            yield return 1;
            await Task.CompletedTask;
            throw new InvalidOperationException(new string('z', 50_000));
        }
    }
}
