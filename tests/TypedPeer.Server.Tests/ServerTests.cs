using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TypedPeer.Signaling.Redis.Tests;
using TypedPeer.TestSupport;

namespace TypedPeer.Server.Tests;

/// <summary>The tool as its users meet it: a process, its flags, what it prints, and how it ends.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("typedpeer-server-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_says_where_it_listens_serves_under_key_and_path_and_stops_in_order()
    {
        await using var server = await ServerProcess.StartAsync("--path", "/signal", "--key", "ours", "--concurrent_limit", "2");
        Assert.EndsWith("/signal/", server.Address.AbsoluteUri, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.True(Guid.TryParse(await http.GetStringAsync(new Uri(server.Address, "ours/id"), Token), out _));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri(server.Address, "ours/peers"), Token)).StatusCode);
        var (alice, first) = await Joined.JoinAsync(server.Address, "alice", key: "ours");
        using var joined = alice;
        Assert.Equal("OPEN", first.GetProperty("type").GetString());
        Assert.Equal("ERROR", (await Joined.JoinAsync(server.Address, "bob", key: "peerjs")).First.GetProperty("type").GetString());

        var stopping = server.StopAsync();
        Assert.NotNull(await alice.ClosedAsync());

        Assert.Equal(0, await stopping);
        Assert.Equal("Stopped.", await server.NextLineAsync());
    }

    [Theory]
    [InlineData(ServerProcess.Interrupt)]
    [InlineData(ServerProcess.Terminate)]
    public async Task A_signal_stops_it_in_order_and_each_client_hears_why(int signal)
    {
        await using var server = await ServerProcess.StartAsync();
        var (alice, _) = await Joined.JoinAsync(server.Address, "alice");
        using var plain = alice;

        // An address with escapes is read by Kestrel, and its client served by a request.
        var (bob, _) = await Joined.JoinAsync(server.Address, "bob b");
        using var escaped = bob;

        var stopping = server.StopAsync(signal);
        foreach (var client in (Joined[])[alice, bob])
        {
            Assert.Equal("closing", (await client.NextAsync()).GetProperty("payload").GetProperty("code").GetString());
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await client.ClosedAsync());
            await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        }

        Assert.Equal(0, await stopping);
        Assert.Equal("Stopped.", await server.NextLineAsync());
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task PeerServers_flags_do_what_they_do_there()
    {
        await using var server = await ServerProcess.StartAsync(
            "-k", "peerjs", "-t", "300", "--alive_timeout", "60000", "-c", "1", "--allow_discovery", "--cors", "https://one.example", "https://two.example");
        using var http = new HttpClient();
        var (alice, _) = await Joined.JoinAsync(server.Address, "alice", additions: false);
        using var joined = alice;

        Assert.Equal("[\"alice\"]", await http.GetStringAsync(new Uri(server.Address, "peerjs/peers"), Token));
        Assert.Equal("Server has reached its concurrent user limit", (await Joined.JoinAsync(server.Address, "bob", additions: false)).First.GetProperty("payload").GetProperty("msg").GetString());
        await alice.SendAsync("""{"type":"OFFER","dst":"nobody","payload":{}}""");
        Assert.Equal("""{"type":"EXPIRE","src":"nobody","dst":"alice"}""", (await alice.NextAsync()).GetRawText());
        using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "peerjs/id")) { Headers = { { "Origin", "https://two.example" } } };
        Assert.Equal(["https://two.example"], (await http.SendAsync(asked, Token)).Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Clients_are_told_of_its_STUN_port_and_of_TURN_with_credentials()
    {
        await File.WriteAllTextAsync(InFolder("secret"), "north\n", Token);
        await using var server = await ServerProcess.StartAsync(
            "--stun", $"{FreePort.Udp()}", "--ice", "turn:turn.example.org?transport=udp", "--ice", "stun:stun.example.org", "--turn_secret_file", InFolder("secret"), "--turn_lifetime", "600");

        var (alice, open) = await Joined.JoinAsync(server.Address, "alice");
        using var joined = alice;

        var payload = open.GetProperty("payload");
        Assert.Equal(600, payload.GetProperty("iceServersExpireIn").GetInt32());
        var servers = payload.GetProperty("iceServers").EnumerateArray().ToArray();
        Assert.StartsWith("stun:127.0.0.1:", servers[0].GetProperty("urls")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("stun:stun.example.org", servers[1].GetProperty("urls")[0].GetString());
        var username = servers[2].GetProperty("username").GetString()!;
        Assert.EndsWith(":alice", username, StringComparison.Ordinal);
#pragma warning disable CA5350 // The algorithm is what TURN servers expect.
        Assert.Equal(Convert.ToBase64String(HMACSHA1.HashData("north"u8, System.Text.Encoding.UTF8.GetBytes(username))), servers[2].GetProperty("credential").GetString());
#pragma warning restore CA5350
        await alice.SendAsync("""{"type":"ICE-SERVERS","payload":{"seq":1}}""");
        Assert.Equal(3, (await alice.NextAsync()).GetProperty("payload").GetProperty("iceServers").GetArrayLength());
    }

    [Fact]
    public async Task Behind_a_proxy_clients_are_told_the_host_that_they_came_by()
    {
        await using var server = await ServerProcess.StartAsync("--proxied", "--stun", $"{FreePort.Udp()}");

        var (alice, open) = await Joined.JoinAsync(server.Address, "alice", configure: options => options.SetRequestHeader("X-Forwarded-Host", "signal.example.org"));
        using var joined = alice;

        Assert.StartsWith("stun:signal.example.org:", open.GetProperty("payload").GetProperty("iceServers")[0].GetProperty("urls")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_TLS_with_certificate_and_key_from_PEM_files()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=signal.example.org", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(InFolder("cert.pem"), certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(InFolder("key.pem"), key.ExportPkcs8PrivateKeyPem(), Token);
        await using var server = await ServerProcess.StartAsync("--sslcert", InFolder("cert.pem"), "--sslkey", InFolder("key.pem"));

        Assert.Equal("https", server.Address.Scheme);
        var (alice, open) = await Joined.JoinAsync(server.Address, "alice");
        using var joined = alice;
        Assert.Equal("OPEN", open.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_file_of_tokens_says_who_may_be_whom_and_is_read_again()
    {
        await File.WriteAllTextAsync(InFolder("tokens"), "# who may be whom\nblue alice\nred bob-*\n", Token);
        await using var server = await ServerProcess.StartAsync("--tokens", InFolder("tokens"));

        Assert.Equal("OPEN", await AnswerAsync(server, "alice", "blue"));
        Assert.Equal("OPEN", await AnswerAsync(server, "bob-1", "red"));
        Assert.Equal("ERROR token-refused", await AnswerAsync(server, "alice", "red"));
        Assert.Equal("ERROR token-refused", await AnswerAsync(server, "carol", "green"));
        await File.WriteAllTextAsync(InFolder("tokens"), "green carol\n", Token);
        Assert.Equal("OPEN", await AnswerAsync(server, "carol", "green"));
        Assert.Equal("ERROR token-refused", await AnswerAsync(server, "bob-1", "red"));
    }

    [Fact]
    public async Task A_signed_token_lets_its_id_in_and_no_other()
    {
        await File.WriteAllTextAsync(InFolder("secret"), "east", Token);
        await using var server = await ServerProcess.StartAsync("--token-secret-file", InFolder("secret"));
        var (code, token, _) = await ServerProcess.RunAsync("token", "alice", "--token_secret", "east", "--lifetime", "600");

        Assert.Equal(0, code);
        Assert.Equal("OPEN", await AnswerAsync(server, "alice", token));
        Assert.Equal("ERROR token-refused", await AnswerAsync(server, "bob", token));
        Assert.Equal("ERROR token-refused", await AnswerAsync(server, "alice", token + "x"));
        Assert.Equal("ERROR token-refused", await AnswerAsync(server, "alice", "9999999999." + token.Split('.')[1]));
    }

    [Fact]
    public async Task An_access_token_may_be_another_at_each_connection_while_the_id_is_whose_connection_token_it_was()
    {
        await File.WriteAllTextAsync(InFolder("tokens"), "blue alice\nred alice\n", Token);
        await using var server = await ServerProcess.StartAsync("--tokens", InFolder("tokens"));
        var (first, opened) = await Joined.JoinAsync(server.Address, "alice", "own", configure: static options => options.SetRequestHeader("Authorization", "Bearer blue"));
        using var old = first;
        Assert.Equal("OPEN", opened.GetProperty("type").GetString());

        var (second, again) = await Joined.JoinAsync(server.Address, "alice", "own", configure: static options => options.SetRequestHeader("Authorization", "Bearer red"));
        using var current = second;
        var (other, taken) = await Joined.JoinAsync(server.Address, "alice", "another's", configure: static options => options.SetRequestHeader("Authorization", "Bearer red"));
        using var refused = other;
        var (stranger, unknown) = await Joined.JoinAsync(server.Address, "alice", "red", configure: static options => options.SetRequestHeader("Authorization", "Bearer green"));
        using var turnedAway = stranger;

        Assert.Equal("OPEN", again.GetProperty("type").GetString());
        Assert.NotNull(await old.ClosedAsync());
        Assert.Equal("ID-TAKEN", taken.GetProperty("type").GetString());
        Assert.Equal("token-refused", unknown.GetProperty("payload").GetProperty("code").GetString());
    }

    [RequiresPeer("redis")]
    public async Task Servers_with_the_same_Redis_are_one_and_a_client_of_one_that_is_killed_comes_to_another_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var north = await ServerProcess.StartAsync("--redis", redis.Configuration, "--path", "/north");
        await using var south = await ServerProcess.StartAsync("--redis", redis.Configuration, "--path", "/south");
        var (alice, _) = await Joined.JoinAsync(north.Address, "alice", "own");
        var (bob, _) = await Joined.JoinAsync(south.Address, "bob");
        using var old = alice;
        using var there = bob;
        Assert.Equal("ID-TAKEN", (await Joined.JoinAsync(south.Address, "alice", "another's")).First.GetProperty("type").GetString());
        await bob.SendAsync("""{"type":"OFFER","dst":"alice","payload":1}""");
        Assert.Equal("""{"type":"OFFER","src":"bob","dst":"alice","payload":1}""", (await alice.NextAsync()).GetRawText());

        await north.KillAsync();
        var (moved, opened) = await Joined.JoinAsync(south.Address, "alice", "own");
        using var back = moved;

        Assert.Equal("OPEN", opened.GetProperty("type").GetString());
        await bob.SendAsync("""{"type":"OFFER","dst":"alice","payload":2}""");
        Assert.Equal("""{"type":"OFFER","src":"bob","dst":"alice","payload":2}""", (await moved.NextAsync()).GetRawText());
    }

    [Fact]
    public async Task Rooms_have_the_limits_that_the_flags_say()
    {
        await using var server = await ServerProcess.StartAsync("--room_limit", "1", "--rooms-per-client", "1");
        var (alice, _) = await Joined.JoinAsync(server.Address, "alice");
        var (bob, _) = await Joined.JoinAsync(server.Address, "bob");
        using var first = alice;
        using var second = bob;

        Assert.Equal("DONE ", await AskAsync(alice, """{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}"""));
        Assert.Equal("REFUSED room-full", await AskAsync(bob, """{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}"""));
        Assert.Equal("REFUSED too-many-rooms", await AskAsync(alice, """{"type":"JOIN","payload":{"seq":2,"room":"hall"}}"""));
    }

    [Fact]
    public async Task Logs_are_lines_of_JSON_where_the_flag_says_so()
    {
        await using var server = await ServerProcess.StartAsync("--log", "json", "--log_level", "Debug");
        Assert.Equal("ERROR invalid-key", await AnswerAsync(server, "alice", "any", key: "wrong"));
        await server.StopAsync();

        var logged = server.Errors.Select(static line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Contains(logged, static line => line.GetProperty("State").EnumerateObject().Any(static member => member.Value.ToString() == "invalid-key"));
    }

    [Theory]
    [InlineData("--colour", "--colour", "blue")]
    [InlineData("--port: 70000 is not from 0 to 65535", "--port", "70000")]
    [InlineData("--port", "--port", "many")]
    [InlineData("--stun: 'x' is not a port", "--stun", "x")]
    [InlineData("--alive_timeout: 10 is not from 1000", "--alive_timeout", "10")]
    [InlineData("TLS needs both --sslcert and --sslkey", "--sslcert", "/dev/null")]
    [InlineData("there is no file '/no/such/file'", "--tokens", "/no/such/file")]
    [InlineData("'nowhere' is not an IP address", "--host", "nowhere")]
    [InlineData("give one of them", "--tokens", "/dev/null", "--token_secret", "x")]
    public async Task A_flag_that_says_nothing_that_could_be_done_is_named(string expected, params string[] arguments)
    {
        var (code, output, errors) = await ServerProcess.RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Contains("--help", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs TurnSecret", "--ice", "turn:turn.example.org")]
    [InlineData("not the address of a STUN server", "--ice", "http://stun.example.org")]
    [InlineData("line 1", "--tokens", "FOLDER/bad")]
    [InlineData("certificate", "--sslcert", "FOLDER/bad", "--sslkey", "FOLDER/bad")]
    public async Task What_cannot_be_started_with_is_told_in_a_sentence(string expected, params string[] arguments)
    {
        await File.WriteAllTextAsync(InFolder("bad"), "nonsense", Token);

        var (code, _, errors) = await ServerProcess.RunAsync(["--host", "127.0.0.1", "--port", "0", .. arguments.Select(argument => argument.Replace("FOLDER", _folder, StringComparison.Ordinal))]);

        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_a_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, _, errors) = await ServerProcess.RunAsync("--host", "127.0.0.1", "--port", $"{port}");

        Assert.Equal(1, code);
        Assert.Contains($"127.0.0.1:{port}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_are_told_without_a_server()
    {
        var (helpCode, help, _) = await ServerProcess.RunAsync("--help");
        var (versionCode, version, _) = await ServerProcess.RunAsync("--version");

        Assert.Equal(0, helpCode);
        Assert.All(["--expire_timeout", "--expire-timeout", "--alive_timeout", "--concurrent_limit", "--allow_discovery", "--proxied", "--cors", "--sslkey", "--sslcert", "--stun", "--redis", "--tokens", "token"],
            flag => Assert.Contains(flag, help, StringComparison.Ordinal));
        Assert.Contains("typedpeer-server [command] [options]", help, StringComparison.Ordinal);
        Assert.Contains("--expire_timeout <ms>", help, StringComparison.Ordinal);
        Assert.Equal(0, versionCode);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", version);
    }

    private static async Task<string> AnswerAsync(ServerProcess server, string id, string token, string key = "peerjs")
    {
        var (client, first) = await Joined.JoinAsync(server.Address, id, token, key);
        using var joined = client;
        var type = first.GetProperty("type").GetString()!;
        return first.GetProperty("payload").TryGetProperty("code", out var code) ? $"{type} {code.GetString()}" : type;
    }

    private static async Task<string> AskAsync(Joined client, string request)
    {
        await client.SendAsync(request);
        var answer = await client.NextAsync();
        return $"{answer.GetProperty("type").GetString()} {(answer.GetProperty("payload").TryGetProperty("code", out var code) ? code.GetString() : "")}";
    }

    private string InFolder(string name) => Path.Combine(_folder, name);
}
