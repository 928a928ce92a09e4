using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Failures;

/// <summary>A status is a number of the application's own making.</summary>
public class OddStatusTests
{
    [Theory]
    [InlineData(-1, PeerStatus.HandlerFailed)]
    [InlineData(int.MinValue, PeerStatus.HandlerFailed)]
    [InlineData(0, PeerStatus.HandlerFailed)]
    [InlineData(9999, (PeerStatus)9999)]
    [InlineData(int.MaxValue, (PeerStatus)int.MaxValue)]
    public async Task A_status_that_no_frame_carries_is_a_failure_of_the_handler_and_the_session_goes_on(int thrown, PeerStatus seen)
    {
        await using var pair = SessionPair.Create(new() { HandlerFailed = static (_, _) => { } });
        PeerException Failure() => new((PeerStatus)thrown, "odd");
        pair.SecondService.OnEcho = (_, _) => throw Failure();
        pair.SecondService.OnNote = _ => throw Failure();
        pair.SecondService.OnCount = (_, _) => Failing(Failure);
        Assert.Equal(seen, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon())).Status);
        Assert.Equal(seen, (await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(1, TestContext.Current.CancellationToken)).Soon())).Status);
        Assert.Equal(seen, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.SumAsync(Failing(Failure), TestContext.Current.CancellationToken).Soon())).Status);
        await pair.Remote.NoteAsync("x").Soon();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    private static async IAsyncEnumerable<int> Failing(Func<PeerException> failure)
    {
        yield return 1;
        await Task.Yield();
        throw failure();
    }
}
