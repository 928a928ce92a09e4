namespace TypedPeer.Tests.Application;

/// <summary>A handler's token belongs to its call alone, however long the handler keeps it.</summary>
public class CancellationTokenTests
{
    [Fact]
    public async Task A_token_kept_past_its_call_is_cancelled_by_no_other_call_and_keeps_what_is_registered_there()
    {
        await using var pair = SessionPair.Create();
        var kept = new List<CancellationToken>();
        var called = 0;
        pair.SecondService.OnEcho = (text, token) =>
        {
            if (text == "keep")
            {
                token.Register(() => Interlocked.Increment(ref called));
                kept.Add(token);
                return new(text);
            }

            return WaitAsync(text, token);
        };
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("keep", await pair.Remote.EchoAsync("keep").Soon());
            using var source = new CancellationTokenSource();
            var call = pair.Remote.EchoAsync("wait", source.Token).AsTask();
            await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 1);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
            await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 0);
        }

        Assert.Equal(20, kept.Count);
        Assert.All(kept, static token => Assert.False(token.IsCancellationRequested));
        Assert.Equal(0, called);
        Assert.Equal(20, kept.Distinct().Count());

        static async ValueTask<string> WaitAsync(string text, CancellationToken token)
        {
            await Task.Delay(Timeout.Infinite, token);
            return text;
        }
    }
}
