using TypedPeer.Signaling.Tests.Networks;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>Data connections by name, between .NET peers.</summary>
public sealed class DataPeersTests
{
    [Theory]
    [InlineData(PeerDataSerialization.Binary, true)]
    [InlineData(PeerDataSerialization.Json, false)]
    [InlineData(PeerDataSerialization.Raw, true)]
    public async Task A_data_connection_by_name_has_the_same_options_on_both_sides(PeerDataSerialization serialization, bool reliable)
    {
        var server = new InProcessSignaling();
        var incoming = new TaskCompletionSource<PeerDataConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob") with { DataConnected = incoming.SetResult }, Loopback.Token).SoonAsync();

        await using var data = await alice.ConnectDataAsync("bob", new PeerDataConnectionOptions { Label = "notes", Metadata = PeerData.FromObject(("file", "a.txt")), Serialization = serialization, Reliable = reliable }, Loopback.Token).SoonAsync();
        var other = await incoming.Task.SoonAsync();

        Assert.Equal(("bob", "alice"), (data.PeerId, other.PeerId));
        Assert.All((PeerDataConnection[])[data, other], connection =>
        {
            Assert.Equal(("notes", serialization, reliable, true), (connection.Label, connection.Serialization, connection.Reliable, connection.IsOpen));
            Assert.Equal("a.txt", connection.Metadata["file"].GetString());
        });
        Assert.Equal(data.ConnectionId, other.ConnectionId);
        await data.SendAsync("hello", Loopback.Token);
        Assert.Equal("hello", await NextAsync(other));
        await other.SendAsync("hello yourself", Loopback.Token);
        Assert.Equal("hello yourself", await NextAsync(data));
    }

    [Fact]
    public async Task A_peer_has_as_many_data_connections_as_it_may_and_another_when_one_is_over()
    {
        var server = new InProcessSignaling();
        var incoming = System.Threading.Channels.Channel.CreateUnbounded<PeerDataConnection>();
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var carol = await PeerNetwork.JoinAsync(server, Meeting.Options("carol"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(
            server, Meeting.Options("bob") with { DataConnected = connection => incoming.Writer.TryWrite(connection), MaxDataConnectionsPerPeer = 2 }, Loopback.Token).SoonAsync();
        var first = await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();
        await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();

        var refused = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync());
        Assert.Equal(PeerNetworkError.Refused, refused.Error);
        await carol.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();

        var there = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        await first.CloseAsync(Loopback.Token).AsTask().SoonAsync();
        await there.Completion.SoonAsync();
        PeerDataConnection? again = null;
        while (again is null)
        {
            try
            {
                again = await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();
            }
            catch (PeerNetworkException exception)
            {
                // What looks after the end of a connection may be a moment behind it.
                Assert.Equal(PeerNetworkError.Refused, exception.Error);
            }
        }
    }

    [Fact]
    public async Task What_the_data_connections_of_a_peer_hold_together_is_bounded_and_others_are_not_harmed()
    {
        var server = new InProcessSignaling();
        var incoming = System.Threading.Channels.Channel.CreateUnbounded<PeerDataConnection>();
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var carol = await PeerNetwork.JoinAsync(server, Meeting.Options("carol"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(
            server,
            Meeting.Options("bob") with
            {
                DataConnected = connection => incoming.Writer.TryWrite(connection),
                MaxDataHeldPerPeer = 3 * 1024 * 1024,
                DataLimits = new PeerDataLimits { MaxWaiting = 1 },
            },
            Loopback.Token).SoonAsync();
        var made = new List<(PeerDataConnection Here, PeerDataConnection There)>();
        foreach (var from in (PeerNetwork[])[alice, alice, carol])
        {
            made.Add((await from.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync(), await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync()));
        }

        // Nobody reads: one message fits, the second of the same peer does not, and that of another does.
        var message = PeerData.FromBytes(new byte[2 * 1024 * 1024]);
        await made[0].Here.SendAsync(message, Loopback.Token).SoonAsync();
        await made[2].Here.SendAsync(message, Loopback.Token).SoonAsync();
        _ = made[1].Here.SendAsync(message, Loopback.Token).ContinueWith(static sent => sent.Exception, TaskScheduler.Default);

        var ends = await Task.WhenAny(made[0].There.Completion, made[1].There.Completion).SoonAsync();

        Assert.Equal(PeerDataConnectionError.InvalidMessage, (await ends).Error!.Error);
        Assert.Equal(2 * 1024 * 1024, (await NextAsync(made[2].There)).GetBytes().Length);
        Assert.True(made[2].There.IsOpen);
    }

    [Fact]
    public async Task A_data_connection_is_there_beside_a_link_and_beside_others_and_without_the_server()
    {
        var server = new InProcessSignaling();
        var incoming = System.Threading.Channels.Channel.CreateUnbounded<PeerDataConnection>();
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob") with { DataConnected = connection => incoming.Writer.TryWrite(connection) }, Loopback.Token).SoonAsync();
        await using var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        var made = new List<(PeerDataConnection Here, PeerDataConnection There)>();
        for (var i = 0; i < 3; i++)
        {
            made.Add((await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync(), await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync()));
        }

        server.IsReachable = false;
        foreach (var (here, there) in made)
        {
            await here.SendAsync(here.ConnectionId, Loopback.Token);
            Assert.Equal(here.ConnectionId, await NextAsync(there));
        }

        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        await made[0].Here.CloseAsync(Loopback.Token);
        Assert.Null((await made[0].There.Completion.SoonAsync()).Error);
        Assert.True(made[1].There.IsOpen);
    }

    [Fact]
    public async Task A_peer_that_is_not_there_is_told_by_a_typed_reason()
    {
        await using var alice = await PeerNetwork.JoinAsync(new InProcessSignaling(), Meeting.Options("alice"), Loopback.Token).SoonAsync();
        Assert.Equal(PeerNetworkError.PeerUnavailable, (await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectDataAsync("nobody", cancellationToken: Loopback.Token).SoonAsync())).Error);
        Assert.Equal(PeerNetworkError.InvalidId, (await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectDataAsync("alice", cancellationToken: Loopback.Token).SoonAsync())).Error);
    }

    [Fact]
    public async Task A_peer_that_takes_no_data_connections_says_so()
    {
        var server = new InProcessSignaling();
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob"), Loopback.Token).SoonAsync();
        var failure = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync());
        Assert.Equal(PeerNetworkError.Refused, failure.Error);
        Assert.Contains("takes no data connections", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_is_asked_about_before_anything_of_this_side_leaves()
    {
        var server = new InProcessSignaling();
        var said = new List<string>();
        server.Server.Tap = (id, text) =>
        {
            lock (said)
            {
                said.AddRange(id == "bob" ? [text] : []);
            }

            return [text];
        };
        var asked = new TaskCompletionSource<PeerAcceptContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(
            server,
            Meeting.Options("bob") with
            {
                DataConnected = static _ => Assert.Fail("It was refused."),
                CreateConnection = static _ => throw new InvalidOperationException("Nothing may be gathered."),
                Accept = (context, _) =>
                {
                    asked.SetResult(context);
                    return ValueTask.FromResult(false);
                },
            },
            Loopback.Token).SoonAsync();

        var failure = await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectDataAsync("bob", new PeerDataConnectionOptions { Label = "notes", Metadata = "please" }, Loopback.Token).SoonAsync());

        Assert.Equal(PeerNetworkError.Refused, failure.Error);
        var context = await asked.Task.SoonAsync();
        Assert.Equal(("alice", "please", "notes"), (context.PeerId, context.Metadata!.Value.GetString(), context.Data!.Label));
        Assert.NotNull(context.OfferedIdentity);
        lock (said)
        {
            Assert.Contains("\"refused\"", Assert.Single(said), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"type":"media","connectionId":"mc_1","sdp":{"type":"offer","sdp":"v=0"}}""", true)]
    [InlineData("""{"type":"data","connectionId":"dc_1","serialization":"MsgPack","sdp":{"type":"offer","sdp":"v=0"}}""", true)]
    [InlineData("""{"type":"data","connectionId":"dc_1","serialization":"binary"}""", true)]
    [InlineData("""{"type":"data","serialization":"binary"}""", true)]
    [InlineData("""{"type":"data","connectionId":"dc_1","serialization":"binary","sdp":{"type":"offer","sdp":"not at all"}}""", false)]
    [InlineData("7", true)]
    public async Task An_offer_that_cannot_be_had_is_refused_politely_and_harms_nothing(string payload, bool isTold)
    {
        var server = new InProcessSignaling();
        var left = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var incoming = new TaskCompletionSource<PeerDataConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Server.Tap = (id, text) =>
        {
            if (id == "bob" && text.Contains("LEAVE", StringComparison.Ordinal))
            {
                left.TrySetResult(text);
            }

            return [text];
        };
        await using var page = await PeerNetwork.JoinAsync(server, Meeting.Options("page"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob") with { DataConnected = connection => incoming.TrySetResult(connection) }, Loopback.Token).SoonAsync();
        using var document = System.Text.Json.JsonDocument.Parse(payload);

        Assert.True(page.TrySend("OFFER", "bob", document.RootElement.WriteTo));
        if (isTold)
        {
            await left.Task.SoonAsync();
        }

        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var data = await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();
        var other = await incoming.Task.SoonAsync();

        // With a connection that is up nothing is said that would end it.
        Assert.True(alice.TrySend("OFFER", "bob", static writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "media");
            writer.WriteString("connectionId", "mc_2");
            writer.WriteEndObject();
        }));
        await data.SendAsync("still", Loopback.Token);
        Assert.Equal("still", await NextAsync(other));
    }

    [Fact]
    public async Task Offer_and_answer_leave_before_any_candidate_and_there_is_no_second_offer()
    {
        var server = new InProcessSignaling();
        var said = new List<(string Id, string Type)>();
        server.Server.Tap = (id, text) =>
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            lock (said)
            {
                said.Add((id, document.RootElement.GetProperty("type").GetString()!));
            }

            return [text];
        };
        var incoming = new TaskCompletionSource<PeerDataConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob") with { DataConnected = incoming.SetResult }, Loopback.Token).SoonAsync();
        await using var data = await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();
        await incoming.Task.SoonAsync();

        lock (said)
        {
            Assert.Equal(["OFFER", "CANDIDATE"], said.Where(static one => one.Id == "alice").Select(static one => one.Type).Distinct());
            Assert.Equal("ANSWER", said.First(static one => one.Id == "bob").Type);
            Assert.Single(said, static one => one.Type == "OFFER");
        }
    }

    [Fact]
    public async Task A_network_that_is_disposed_of_closes_its_data_connections_in_order()
    {
        var server = new InProcessSignaling();
        var incoming = new TaskCompletionSource<PeerDataConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob") with { DataConnected = incoming.SetResult }, Loopback.Token).SoonAsync();
        var data = await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();
        var other = await incoming.Task.SoonAsync();
        await data.SendAsync("last", Loopback.Token);

        await alice.DisposeAsync().AsTask().SoonAsync();

        Assert.True((await data.Completion.SoonAsync()).IsLocal);
        Assert.Null((await other.Completion.SoonAsync()).Error);
        Assert.Equal("last", await NextAsync(other));
        Assert.Equal(PeerNetworkError.Closed, (await Assert.ThrowsAsync<PeerNetworkException>(() => alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync())).Error);
    }

    [Fact]
    public async Task A_peer_that_answers_and_is_not_reached_is_told_by_a_typed_reason()
    {
        var server = new InProcessSignaling();
        server.Server.Tap = static (_, text) => text.Contains("CANDIDATE", StringComparison.Ordinal) ? [] : [System.Text.RegularExpressions.Regex.Replace(text, @"a=candidate:[^\\]*\\r\\n", string.Empty, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))];
        var short1 = Meeting.Options("alice");
        await using var alice = await PeerNetwork.JoinAsync(server, short1 with { Link = short1.Link with { Connection = short1.Link.Connection with { ConnectTimeout = TimeSpan.FromSeconds(1) } } }, Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob") with { DataConnected = static _ => { } }, Loopback.Token).SoonAsync();

        var failure = await Assert.ThrowsAsync<PeerDataConnectionException>(() => alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync());
        Assert.Equal((PeerDataConnectionError.NegotiationFailed, "negotiation-failed"), (failure.Error, failure.Code));
    }

    [Fact]
    public async Task Metadata_with_bytes_is_an_argument_error()
    {
        await using var alice = await PeerNetwork.JoinAsync(new InProcessSignaling(), Meeting.Options("alice"), Loopback.Token).SoonAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => alice.ConnectDataAsync("bob", new PeerDataConnectionOptions { Metadata = new byte[1] }, Loopback.Token));
    }

    private static async Task<PeerData> NextAsync(PeerDataConnection connection) => await connection.ReadAllAsync(Loopback.Token).FirstAsync(Loopback.Token).AsTask().SoonAsync();
}
