using TypedPeer.Channels;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Hostile;
using TypedPeer.Tests.Streams;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Failures;

/// <summary>Text of a peer is shown in messages, and so in logs: as one line that changes nothing around it.</summary>
public class PeerTextTests
{
    private const string Nasty = "gone\r\n\u001b[31mINFO all is well\u2028\u202egnp\u0085\0\u009b\u2066\ufeff";

    [Theory]
    [InlineData("plain text, ünd Ümläute, 日本語, 👍", "plain text, ünd Ümläute, 日本語, 👍")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("\u001b[2J", " [2J")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("a\u202eb\u2066c\u200fd\ufeffe", "a b c d e")]
    [InlineData("a\0b\u007fc\u009bd", "a b c d")]
    [InlineData("a\U000E0041b", "a b")]
    public void A_space_takes_the_place_of_what_would_move_a_cursor_or_begin_a_line(string text, string shown) => Assert.Equal(shown, PeerText.Clean(text));

    [Fact]
    public void Half_a_character_is_replaced_and_a_text_without_end_is_cut()
    {
        Assert.Equal("a\ufffdb", PeerText.Clean("a\ud800b"));
        Assert.Equal(PeerText.MaxLength + 1, PeerText.Clean(new string('x', 100_000)).Length);
        Assert.InRange(PeerText.Clean(new string('\u202e', 100_000)).Length, PeerText.MaxLength, PeerText.MaxLength + 1);
    }

    [Fact]
    public async Task An_error_of_the_peer_is_one_line()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 2).AsTask();
        var id = (await peer.ExpectAsync(Call))[0];
        peer.Send(Frame(Error, V(id), V(13), S(Nasty)));
        ExpectClean((await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Message);
        var unserved = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 2).AsTask();
        id = (await peer.ExpectAsync(Call))[0];
        peer.Send(Frame(Error, V(id), V(3), S(Nasty)));
        ExpectClean((await Assert.ThrowsAsync<PeerException>(() => unserved.Soon())).Message);
    }

    [Fact]
    public async Task The_goodbye_of_the_peer_is_one_line_in_every_message_that_holds_it()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var remote = peer.Victim.GetRemote<ITestContract>();
        var running = remote.AddAsync(1, 2).AsTask();
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Goodbye, V(8), V(0), S(Nasty)));
        ExpectClean((await peer.Victim.Completion.Soon()).Message);
        ExpectClean((await Assert.ThrowsAsync<PeerException>(() => running.Soon())).Message);
        ExpectClean((await Assert.ThrowsAsync<PeerException>(() => remote.AddAsync(1, 2).Soon())).Message);
    }

    [Fact]
    public async Task What_a_stream_of_the_peer_fails_with_is_one_line()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var seen = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Service.OnSum = async (numbers, _) =>
        {
            seen.SetResult((await Record.ExceptionAsync(() => StreamTests.ToList(numbers)))!);
            return 0;
        };
        peer.Send(CallOf(1, "SumAsync"), Frame(StreamError, V(2), V(1), V(12), S(Nasty)));
        ExpectClean((await seen.Task.Soon()).Message);
    }

    private static void ExpectClean(string message)
    {
        Assert.Contains("gone   [31mINFO all is well  gnp", message, StringComparison.Ordinal);
        Assert.Equal(PeerText.Clean(message), message);
    }
}
