using TypedPeer.Testing;

namespace TypedPeer.Tests.Failures;

/// <summary>Values whose own code throws, on either side, what throws again when it is asked what it says.</summary>
public partial class HostileValueTests
{
    [Fact]
    public async Task What_a_value_throws_that_throws_again_fails_its_call_by_name_and_no_other()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var callee = PeerSession.Start(second, peer => peer.Serve(new Mirror()), new() { HandlerFailed = static (_, _) => { } });
        await using var caller = PeerSession.Start(first);
        var remote = caller.GetRemote<IMirror>();

        var unsent = await Assert.ThrowsAsync<PeerException>(() => remote.TakeAsync(new() { Kind = Mine.ThrowsWhenRead }).Soon());
        Assert.Equal((PeerStatus.InvalidData, PeerCallFate.NotSent), (unsent.Status, unsent.Fate));
        Assert.Contains("cannot be sent", unsent.Message, StringComparison.Ordinal);

        var unread = await Assert.ThrowsAsync<PeerException>(() => remote.TakeAsync(new() { Kind = Mine.ThrowsWhenWritten }).Soon());
        Assert.Equal(PeerStatus.InvalidData, unread.Status);
        Assert.Contains("the value was refused", unread.Message, StringComparison.Ordinal);

        var answer = await Assert.ThrowsAsync<PeerException>(() => remote.GiveAsync(Mine.ThrowsWhenWritten).Soon());
        Assert.Equal((PeerStatus.InvalidData, PeerCallFate.Answered), (answer.Status, answer.Fate));
        Assert.Contains("The answer of", answer.Message, StringComparison.Ordinal);
        Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => remote.GiveAsync(Mine.ThrowsWhenRead).Soon())).Status);
        Assert.Equal(0, (await remote.GiveAsync(0).Soon()).Value);
    }

    [PeerContract]
    public partial interface IMirror
    {
        ValueTask TakeAsync(Mine mine);

        ValueTask<Mine> GiveAsync(int kind);
    }

    public sealed class Mine
    {
        public const int ThrowsWhenRead = 1;

        public const int ThrowsWhenWritten = 2;

        public int Kind { get; set; }

        public int Value
        {
            get => Kind == ThrowsWhenRead ? throw new SilentException() : 0;
            set => _ = Kind == ThrowsWhenWritten ? throw new SilentException() : value;
        }
    }

    private sealed class SilentException : Exception
    {
        public override string Message => throw new InvalidOperationException("It does not say.");
    }

    private sealed class Mirror : IMirror
    {
        public ValueTask TakeAsync(Mine mine) => default;

        public ValueTask<Mine> GiveAsync(int kind) => new(new Mine { Kind = kind });
    }
}
