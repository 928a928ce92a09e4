using System.Text;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Tests.Core;

/// <summary>A room that is as full as it may be.</summary>
public sealed class LargeRoomTests
{
    private const int Members = 1_000;

    private readonly SignalingCore _core = new(new PeerServerOptions());
    private long _now;

    [Fact]
    public void A_thousand_clients_hear_each_of_all_others_and_a_flood_of_one_reaches_them_as_far_as_the_limit_goes()
    {
        var members = Enumerable.Range(0, Members).Select(Join).ToArray();
        Assert.Equal(Enumerable.Range(0, Members), members.Select(static member => member.Listed));
        Assert.Equal(Enumerable.Range(0, Members).Reverse(), members.Select(static member => member.Joined));
        var late = Join(Members);
        Assert.Equal((0, "room-full"), (late.Listed, late.Refused));

        // A message to 999 costs as much as 999 of the least size: 8 MiB a second, and four seconds of it at once.
        var data = new string('x', 1_000);
        var accepted = 0;
        for (members[0].Refused = null; members[0].Refused is null; accepted++)
        {
            Say(members[0], $$$"""{"type":"MESSAGE","payload":{"seq":7,"room":"lobby","data":"{{{data}}}"}}""");
        }

        Assert.Equal("too-many", members[0].Refused);
        Assert.InRange(accepted, 30, 60);
        Assert.All(members.Skip(1), member => Assert.Equal(accepted - 1, member.Heard));
        Assert.Equal(0, members[0].Heard);

        Assert.Equal(ConnectionEnd.None, members[0].End);
        foreach (var member in members)
        {
            _core.Disconnect(member, _now);
            Look();
        }

        _now += 1_000_000_000;
        _core.Advance(_now);
        _core.Disconnect(late, _now);
        _core.Advance(_now + 1_000_000_000);
        Look();
        Assert.Equal((0, 0, 0L), (_core.Clients, _core.Rooms, _core.OutgoingBytes));
    }

    private Member Join(int number)
    {
        var member = new Member();
        Assert.Equal(ConnectOutcome.Opened, _core.Connect($"client-{number}", TokenHash.Of("secret"), member, ServerMessages.Open, _now));
        Say(member, """{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        return member;
    }

    private void Say(Member member, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Assert.True(MessageReader.TryRead(utf8, 64, new char[MessageReader.MaxDestination], out var message));
        Assert.True(ClientRequest.TryRead(message.Payload, 64, out var request));
        Assert.True(_core.TryAccept(member, utf8.Length, _now));
        _core.Request(member, message, request, _now);
        Look();
    }

    private void Look()
    {
        for (ConnectionState? woken = _core.TakeWoken(), next; woken is not null; woken = next)
        {
            next = woken.NextWoken;
            woken.NextWoken = null;
            while (_core.TryTake(woken, out var message))
            {
                ((Member)woken).Hear(Encoding.UTF8.GetString(message!.Memory.Span));
                _core.Sent(woken, message);
            }
        }
    }

    private sealed class Member() : ConnectionState(wantsAdditions: true)
    {
        public int Listed { get; private set; }

        public int Joined { get; private set; }

        public int Heard { get; private set; }

        public string? Refused { get; set; }

        public void Hear(string text)
        {
            if (text.StartsWith("""{"type":"PEER-JOINED""", StringComparison.Ordinal))
            {
                Joined++;
            }
            else if (text.StartsWith("""{"type":"MESSAGE""", StringComparison.Ordinal))
            {
                Heard++;
            }
            else if (text.StartsWith("""{"type":"REFUSED""", StringComparison.Ordinal))
            {
                Refused = text.Split('"')[text.Split('"').IndexOf("code") + 2];
            }
            else if (text.Contains("\"peers\":[", StringComparison.Ordinal))
            {
                Listed = text.Split("{\"id\":").Length - 1;
            }
        }
    }
}
