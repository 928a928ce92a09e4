using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TypedPeer.Signaling.Server.Tests.Protocol;
using TypedPeer.Signaling.Server.Tests.WebSockets;

namespace TypedPeer.Signaling.Server.Tests.Hostile;

/// <summary>A client that floods, stalls or lies is cut off and named; others go on.</summary>
public abstract class HostileClientTests(bool overSockets) : ServedTests(overSockets)
{
    public static TheoryData<string> NoMessages => new(
        "",
        "{",
        "null",
        "[]",
        "5",
        "{}",
        """{"type":5}""",
        """{"type":"OFFER","dst":5}""",
        """{"type":"OFFER","dst":"bob","payload":1}{"type":"OFFER"}""",
        """{"type":"OFFER","dst":"bob","payload":1},"x":2}""",
        """{"type":"OFFER","dst":"\ud800","payload":1}""",
        $$$"""{"type":"OFFER","dst":"{{{new string('x', 200)}}}","payload":1}""",
        $$$"""{"type":"OFFER","dst":"bob","payload":{{{new string('[', 20_000)}}}{{{new string(']', 20_000)}}}}""");

    [Theory]
    [MemberData(nameof(NoMessages))]
    public async Task What_is_no_message_ends_its_senders_connection_and_no_other(string text)
    {
        await using var server = await StartAsync();
        using var mallory = await server.OpenAsync("mallory");
        await mallory.SendAsync(text);
        Assert.Equal("""{"type":"ERROR","payload":{"msg":"The message is not valid"}}""", await mallory.NextAsync());
        await AssertCutOffAsync(server, mallory, WebSocketCloseStatus.PolicyViolation, "invalid-message");
    }

    [Theory]
    [InlineData("""{"type":"JOIN"}""")]
    [InlineData("""{"type":"JOIN","payload":[]}""")]
    [InlineData("""{"type":"JOIN","payload":{"seq":0,"room":"a"}}""")]
    [InlineData("""{"type":"JOIN","payload":{"seq":9007199254740993,"room":"a"}}""")]
    [InlineData("""{"type":"JOIN","payload":{"seq":"1","room":"a"}}""")]
    [InlineData("""{"type":"JOIN","payload":{"seq":1,"r\ud800oom":"a"}}""")]
    [InlineData("""{"type":"JOIN","payload":{"seq":1,"room":"\ud800"}}""")]
    public async Task A_request_that_cannot_be_answered_ends_its_senders_connection(string text)
    {
        await using var server = await StartAsync();
        using var mallory = await server.OpenAsync("mallory", additions: true);
        await mallory.SendAsync(text);
        Assert.Equal("invalid-message", (await mallory.NextAsync("ERROR")).GetProperty("code").GetString());
        await AssertCutOffAsync(server, mallory, WebSocketCloseStatus.PolicyViolation, "invalid-message");
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary)]
    [InlineData(WebSocketMessageType.Text)]
    public async Task Invalid_UTF8_ends_its_senders_connection(WebSocketMessageType type)
    {
        await using var server = await StartAsync();
        using var mallory = await server.OpenAsync("mallory");
        await mallory.SendAsync([.. "{\"type\":\"OFFER\",\"dst\":\"bob\",\"payload\":\""u8, 0xC3, 0x28, .. "\"}"u8], type);
        await ExpectEndAsync(mallory);
        await AssertOthersGoOnAsync(server);
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(100_000, 1_000)]
    public async Task A_message_that_is_too_large_ends_its_senders_connection_in_one_piece_or_many(int size, int piece)
    {
        await using var server = await StartAsync();
        using var mallory = await server.OpenAsync("mallory");
        for (var sent = 0; sent < size; sent += piece)
        {
            await mallory.SendAsync(new byte[piece], isLast: false);
        }

        Assert.Equal("""{"type":"ERROR","payload":{"msg":"The message is too large"}}""", await mallory.NextAsync());
        await AssertCutOffAsync(server, mallory, WebSocketCloseStatus.MessageTooBig, "too-large");
    }

    [Fact]
    public async Task A_message_of_empty_pieces_without_end_ends_its_senders_connection()
    {
        await using var server = await StartAsync();
        using var mallory = await server.OpenAsync("mallory");
        await mallory.SendAsync("{"u8.ToArray(), isLast: false);
        for (var i = 0; i < 40; i++)
        {
            await mallory.SendAsync([], isLast: false);
        }

        await mallory.NextAsync("ERROR");
        await AssertCutOffAsync(server, mallory, WebSocketCloseStatus.PolicyViolation, "invalid-message");
    }

    [Fact]
    public async Task A_flood_ends_its_senders_connection_and_reaches_nobody_beyond_the_burst()
    {
        await using var server = await StartAsync(static options => (options.Limits.MessageBurst, options.Limits.MaxMessagesPerSecond) = (20, 1));
        using var mallory = await server.OpenAsync("mallory");
        for (var i = 0; i < 30; i++)
        {
            await mallory.SendAsync("""{"type":"HEARTBEAT"}""");
        }

        Assert.Equal("""{"type":"ERROR","payload":{"msg":"Too many messages"}}""", await mallory.NextAsync());
        await AssertCutOffAsync(server, mallory, WebSocketCloseStatus.PolicyViolation, "too-many");
    }

    [Theory]
    [InlineData(Frames.Ping)]
    [InlineData(Frames.Pong)]
    public async Task A_flood_of_pings_or_pongs_ends_its_senders_connection_like_one_of_messages(int opcode)
    {
        await using var server = await StartAsync(static options => (options.Limits.MessageBurst, options.Limits.MaxMessagesPerSecond) = (20, 1));
        using var mallory = await FrameClient.OpenAsync(server, "mallory");
        for (var i = 0; i < 30; i++)
        {
            await mallory.SendAsync(Frames.Of(opcode, "x"u8));
        }

        var answers = new List<(int, string)>();
        while ((answers.Count == 0 || answers[^1].Item1 != Frames.Close) && answers.Count < 30)
        {
            answers.Add(await mallory.NextAsync());
        }

        Assert.Equal(opcode == Frames.Ping ? Enumerable.Repeat((Frames.Pong, "x"), 20) : [], answers[..^2]);
        Assert.Equal((Frames.Text, """{"type":"ERROR","payload":{"msg":"Too many messages"}}"""), answers[^2]);
        Assert.Equal((Frames.Close, "\u0003\u00f0"), answers[^1]);
        await server.Log.ContainsAsync(LogLevel.Warning, "Client mallory at 127.0.0.1 was cut off: too-many");
        await AssertOthersGoOnAsync(server);
    }

    [Fact]
    public async Task What_breaks_the_rules_of_WebSockets_ends_its_senders_connection()
    {
        await using var server = await StartAsync();
        using var mallory = await FrameClient.OpenAsync(server, "mallory");
        await mallory.SendAsync([0x81, 0x05, .. "naked"u8]);
        Assert.Equal((Frames.Text, """{"type":"ERROR","payload":{"msg":"The message is not valid"}}"""), await mallory.NextAsync());
        Assert.Equal((Frames.Close, "\u0003\u00f0"), await mallory.NextAsync());
        await AssertOthersGoOnAsync(server);
    }

    [Fact]
    public async Task A_client_that_is_cut_off_and_reads_nothing_more_is_gone_soon_all_the_same()
    {
        var time = new TimerWatch();
        await using var server = await StartAsync(
            static options => (options.Limits.MaxOutgoingBytes, options.Limits.BytesBurst) = (100_000_000, 1_000_000_000), builder => builder.Services.AddSingleton<TimeProvider>(time));
        var gone = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Server.Disconnected += client => gone.TrySetResult(client.Id);
        using var mallory = await FrameClient.OpenAsync(server, "mallory");
        using var alice = await server.OpenAsync("alice");
        for (var i = 0; i < 400; i++)
        {
            await alice.SendAsync($$$"""{"type":"OFFER","dst":"mallory","payload":"{{{new string('x', 50_000)}}}"}""");
        }

        await alice.SendAsync("""{"type":"LEAVE","dst":"alice"}""");
        await alice.NextAsync();
        Assert.True(server.Server.Driver.OutgoingBytes > 0, "All was read.");
        var limited = time.NextTimerAsync(TimeSpan.FromSeconds(5));
        await mallory.SendAsync(Frames.Of(Frames.Text, """{"type":"LEAVE"}"""u8));
        await limited.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("mallory", await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_what_waited_for_it_is_forgotten()
    {
        await using var server = await StartAsync(static options => (options.Limits.MaxOutgoingBytes, options.Limits.BytesBurst, options.Limits.MaxMessagesPerSecond) = (200_000, 1_000_000_000, 100_000));
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Server.ClientFailed += (client, code) => failed.TrySetResult($"{client.Id} {code}");
        using var slow = await server.OpenAsync("slow");
        using var alice = await server.OpenAsync("alice");
        var message = $$$"""{"type":"OFFER","dst":"slow","payload":"{{{new string('x', 50_000)}}}"}""";
        for (var i = 0; i < 900 && !failed.Task.IsCompleted; i++)
        {
            await alice.SendAsync(message);
        }

        Assert.Equal("slow slow-reader", await failed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        await alice.SendAsync("""{"type":"LEAVE","dst":"alice"}""");
        string next;
        while ((next = await alice.NextAsync()) == """{"type":"EXPIRE","src":"slow","dst":"alice"}""")
        {
            // What was sent after the cut found no room to wait.
        }

        Assert.Equal("""{"type":"LEAVE","src":"alice","dst":"alice"}""", next);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_gone_after_the_alive_timeout_and_its_id_free()
    {
        await using var server = await StartAsync(static options => (options.AliveTimeout, options.HeartbeatInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        using var silent = await server.OpenAsync("silent", "one");
        Assert.Null(await silent.NextOrCloseAsync());
        using var other = await server.OpenAsync("silent", "two");
    }

    [Fact]
    public async Task Half_a_request_and_a_socket_that_is_gone_harm_nobody()
    {
        await using var server = await StartAsync();
        using var half = new TcpClient();
        await half.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
        await half.GetStream().WriteAsync("GET /peerjs/peerjs?key=peerjs&id=half HTTP/1.1\r\nHost: x\r\nUpgr"u8.ToArray(), TestContext.Current.CancellationToken);
        var lost = await server.OpenAsync("lost");
        lost.Socket.Abort();
        lost.Dispose();
        await AssertOthersGoOnAsync(server);
    }

    [Fact]
    public async Task A_page_of_another_origin_is_refused_and_what_is_no_page_is_not_asked()
    {
        await using var server = await StartAsync(static options => options.AllowedOrigins.Add("https://good.example"));
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => server.ConnectAsync("a", options: static options => options.SetRequestHeader("Origin", "https://evil.example")));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        using var page = await server.ConnectAsync("a", options: static options => options.SetRequestHeader("Origin", "https://good.example"));
        await page.NextAsync("OPEN");
        using var program = await server.OpenAsync("b");
    }

    [Fact]
    public async Task A_member_that_comes_twice_counts_as_the_last_and_cannot_name_its_sender()
    {
        await using var server = await StartAsync();
        using var alice = await server.OpenAsync("alice");
        await alice.SendAsync("""{"type":"ANSWER","src":"bob","dst":"x","payload":0,"type":"OFFER","dst":"alice","src":"carol","payload":{"a":1,"a":2}}""");
        Assert.Equal("""{"type":"OFFER","src":"alice","dst":"alice","payload":{"a":1,"a":2}}""", await alice.NextAsync());
    }

    [Fact]
    public async Task A_room_takes_as_many_as_it_may_and_refuses_the_rest()
    {
        await using var server = await StartAsync(static options => (options.Limits.MaxClientsPerRoom, options.Limits.MaxRoomsPerClient, options.Limits.MaxMetadataBytes) = (2, 2, 10));
        using var alice = await server.OpenAsync("alice", additions: true);
        using var bob = await server.OpenAsync("bob", additions: true);
        using var carol = await server.OpenAsync("carol", additions: true);
        await alice.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"r"}}""");
        await bob.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"r"}}""");
        Assert.Equal("room-full", await CodeAsync(carol, """{"type":"JOIN","payload":{"seq":1,"room":"r"}}"""));
        Assert.Equal("invalid-room", await CodeAsync(carol, """{"type":"JOIN","payload":{"seq":2,"room":"a\"b"}}"""));
        Assert.Equal("too-large", await CodeAsync(carol, """{"type":"JOIN","payload":{"seq":3,"room":"s","metadata":"1234567890"}}"""));
        await carol.AskAsync("""{"type":"JOIN","payload":{"seq":4,"room":"s"}}""");
        await carol.AskAsync("""{"type":"JOIN","payload":{"seq":5,"room":"t"}}""");
        Assert.Equal("too-many-rooms", await CodeAsync(carol, """{"type":"JOIN","payload":{"seq":6,"room":"u"}}"""));
    }

    /// <summary>A clock that says when somebody waits.</summary>
    private sealed class TimerWatch : FakeTimeProvider
    {
        private (TimeSpan DueTime, TaskCompletionSource Made) _next;

        /// <summary>Waits until a timer of this time is made from now on.</summary>
        public Task NextTimerAsync(TimeSpan dueTime)
        {
            _next = (dueTime, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return _next.Made.Task;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == _next.DueTime)
            {
                _next.Made?.TrySetResult();
            }

            return timer;
        }
    }

    private static async Task<string?> CodeAsync(RawClient client, string request) => (await client.AskAsync(request, "REFUSED")).GetProperty("code").GetString();

    private static async Task AssertCutOffAsync(TestServer server, RawClient client, WebSocketCloseStatus status, string code)
    {
        Assert.Null(await client.NextOrCloseAsync());
        Assert.Equal(status, client.CloseStatus);
        await client.CloseAsync();
        await AssertOthersGoOnAsync(server);
        await server.Log.ContainsAsync(LogLevel.Warning, $"Client mallory at 127.0.0.1 was cut off: {code}");
    }

    private static async Task ExpectEndAsync(RawClient client)
    {
        try
        {
            while (await client.NextOrCloseAsync() is not null)
            {
            }
        }
        catch (WebSocketException)
        {
            // A server that finds the WebSocket's own rules broken need not close in order.
        }
    }

    private static async Task AssertOthersGoOnAsync(TestServer server)
    {
        using var bystander = await server.OpenAsync("bystander");
        await bystander.SendAsync("""{"type":"LEAVE","dst":"bystander"}""");
        Assert.Equal("""{"type":"LEAVE","src":"bystander","dst":"bystander"}""", await bystander.NextAsync());
    }
}

/// <inheritdoc/>
public sealed class HostileClientByRequestTests() : HostileClientTests(overSockets: false);

/// <inheritdoc/>
public sealed class HostileClientBySocketTests() : HostileClientTests(overSockets: true);
