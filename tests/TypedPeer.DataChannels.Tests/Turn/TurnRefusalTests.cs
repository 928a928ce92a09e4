using System.Net;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>What a relay refuses of a peer concerns that peer alone.</summary>
public sealed class TurnRefusalTests
{
    private static readonly IPEndPoint Peer = IPEndPoint.Parse("192.0.2.7:7000");

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(420)]
    [InlineData(443)]
    [InlineData(486)]
    [InlineData(500)]
    [InlineData(508)]
    [InlineData(599)]
    public void Whatever_the_code_nothing_follows_a_refused_permission_but_silence_towards_that_peer(int code)
    {
        var script = new TurnScript().Allocate();
        script.Client.Wrap(script.Buffer, 30, Peer, 1);

        script.Refuse(script.Next(), code);

        Assert.Empty(script.Next());
        Assert.Empty(script.Failures);
        Assert.Empty(script.Lost);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(486)]
    public void A_refused_channel_leaves_data_to_indications_and_is_not_asked_for_again_at_once(int code)
    {
        var script = new TurnScript().Allocate();
        byte[] data = new byte[200];
        data[0] = 22;
        script.Client.Wrap(data, 100, Peer, 1);
        script.Grant(script.Next());
        script.Next();
        script.Client.Wrap(data, 100, Peer, 1);
        script.Refuse(script.Next(), code);

        data[0] = 22;
        Assert.Equal(100 + 36, script.Client.Wrap(data, 100, Peer, 1));
        Assert.Empty(script.Next());
        Assert.Empty(script.Failures);
    }
}
