using System.Text.RegularExpressions;
using TypedPeer.DataChannels.Sdp;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Connection;

/// <summary>The association's INIT in the descriptions (draft-hancke-tsvwg-snap): who says what, and that whatever is lost on the way the channels open.</summary>
public sealed partial class SctpInitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_descriptions_carry_one_and_the_channel_opens()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await ConnectAsync(pair);
        Assert.NotNull(InitOf(pair.Offerer));
        Assert.NotNull(InitOf(pair.Answerer));
        Assert.NotEqual(InitOf(pair.Offerer), InitOf(pair.Answerer));
        await ExchangeAsync(local, remote);
    }

    [Fact]
    public async Task An_offer_without_one_gets_an_answer_without_one_and_the_channel_opens()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await ConnectAsync(pair, Strip);
        Assert.Null(InitOf(pair.Answerer));
        await ExchangeAsync(local, remote);
    }

    [Fact]
    public async Task An_offer_with_something_else_gets_an_answer_without_one_and_the_channel_opens()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await ConnectAsync(pair, static sdp => Line().Replace(sdp, "a=sctp-init:Q29va2llTW9uc3Rlcg==\r\n"));
        Assert.Null(InitOf(pair.Answerer));
        await ExchangeAsync(local, remote);
    }

    [Fact]
    public async Task An_answer_that_loses_it_on_the_way_is_made_up_for_by_a_handshake()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await ConnectAsync(pair, answer: Strip);
        await ExchangeAsync(local, remote);
    }

    /// <summary>As libdatachannel up to 0.24.5 answers, which copies attributes that it does not know.</summary>
    [Fact]
    public async Task An_answer_that_echoes_the_offers_counts_as_none()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await ConnectAsync(pair, Strip, sdp => sdp + $"a=sctp-init:{InitOf(pair.Offerer)}\r\n");
        await ExchangeAsync(local, remote);
    }

    [Fact]
    public async Task Later_descriptions_say_the_same()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await ConnectAsync(pair);
        var before = (InitOf(pair.Offerer), InitOf(pair.Answerer));
        pair.Offerer.RestartIce();
        await pair.SignalAsync();
        Assert.Equal(before, (InitOf(pair.Offerer), InitOf(pair.Answerer)));
        await ExchangeAsync(local, remote);
    }

    [GeneratedRegex("a=sctp-init:[^\r]*\r\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    private static string Strip(string sdp) => Line().Replace(sdp, string.Empty);

    private static string? InitOf(PeerConnection connection)
    {
        Assert.True(SdpDescription.TryParse(connection.LocalDescription!.Sdp, out var description, out _));
        return description!.Data!.SctpInit;
    }

    private static async Task<(DataChannel Local, DataChannel Remote)> ConnectAsync(
        PeerConnectionPair pair, Func<string, string>? offer = null, Func<string, string>? answer = null)
    {
        var options = new DataChannelOptions { Negotiated = true, Id = 1 };
        var local = pair.Offerer.CreateDataChannel("any", options);
        var remote = pair.Answerer.CreateDataChannel("any", options);
        await pair.SignalAsync(offer, answer);
        await local.Opened.WaitAsync(Patience, Token);
        await remote.Opened.WaitAsync(Patience, Token);
        return (local, remote);
    }

    private static async Task ExchangeAsync(DataChannel local, DataChannel remote)
    {
        var there = new TaskCompletionSource();
        var back = new TaskCompletionSource();
        remote.Message += _ => there.TrySetResult();
        local.Message += _ => back.TrySetResult();
        local.Send([1, 2, 3]);
        remote.Send([4, 5, 6]);
        await Task.WhenAll(there.Task, back.Task).WaitAsync(Patience, Token);
    }
}
