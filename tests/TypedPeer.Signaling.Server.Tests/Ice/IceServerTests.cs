using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TypedPeer.Signaling.Server.Ice;

namespace TypedPeer.Signaling.Server.Tests.Ice;

public sealed class IceServerTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_gets_TURN_credentials_in_its_own_name_for_as_long_as_the_options_say()
    {
        using var host = Build(services => services.AddIceServers(options =>
        {
            options.StunUrls.Add("stun:stun.example.org");
            options.TurnUrls.Add("turn:turn.example.org?transport=udp");
            options.TurnUrls.Add("turns:turn.example.org:443?transport=tcp");
            options.TurnSecret = "north";
        }));

        var told = await AskAsync(host, "signal.example.org");

        Assert.Equal(TimeSpan.FromDays(1), told.ExpireIn);
        Assert.Equal(2, told.Servers.Count);
        Assert.Equal(["stun:stun.example.org"], told.Servers[0].Urls);
        Assert.Equal(["turn:turn.example.org?transport=udp", "turns:turn.example.org:443?transport=tcp"], told.Servers[1].Urls);
        Assert.Equal("1700086400:alice", told.Servers[1].Username);
        Assert.Equal("SXua5ne/+mDhiHTp0pQJzRO4ESg=", told.Servers[1].Credential);
    }

    [Fact]
    public async Task Credentials_that_are_asked_for_again_are_fresh()
    {
        using var host = Build(services => services.AddIceServers(options =>
        {
            options.TurnUrls.Add("turn:turn.example.org");
            options.TurnSecret = "north";
        }));

        var first = await AskAsync(host, "any");
        _clock.Advance(TimeSpan.FromHours(1));
        var second = await AskAsync(host, "any");

        Assert.Equal("1700086400:alice", first.Servers[0].Username);
        Assert.Equal("1700090000:alice", second.Servers[0].Username);
    }

    [Theory]
    [InlineData("signal.example.org", null, null, "stun:signal.example.org:PORT")]
    [InlineData("192.0.2.1", null, null, "stun:192.0.2.1:PORT")]
    [InlineData("[2001:db8::1]:8080", null, null, "stun:[2001:db8::1]:PORT")]
    [InlineData("signal.example.org:443", "203.0.113.1", 3478, "stun:203.0.113.1:3478")]
    [InlineData("signal.example.org", "2001:db8::1", null, "stun:[2001:db8::1]:PORT")]
    public async Task The_STUN_port_is_told_by_the_host_that_the_client_came_by(string came, string? configured, int? port, string expected)
    {
        using var host = Build(services => services.AddStunPort(options =>
        {
            options.EndPoint = new IPEndPoint(IPAddress.Loopback, 0);
            options.Host = configured;
            options.Port = port;
        }));
        await host.StartAsync(Token);

        var told = await AskAsync(host, came);

        var real = host.Services.GetRequiredService<StunPortService>().EndPoint!.Port;
        Assert.Equal([expected.Replace("PORT", $"{real}", StringComparison.Ordinal)], Assert.Single(told.Servers).Urls);
        Assert.Null(told.ExpireIn);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("x?transport=tcp")]
    [InlineData("a\"b")]
    public async Task A_host_that_is_none_leaves_the_STUN_port_out(string came)
    {
        using var host = Build(services => services.AddStunPort(options => options.EndPoint = new IPEndPoint(IPAddress.Loopback, 0)));
        await host.StartAsync(Token);

        Assert.Empty((await AskAsync(host, came)).Servers);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("", "turn:turn.example.org", "", "needs TurnSecret")]
    [InlineData("", "", "north", "names no server")]
    [InlineData("http://stun.example.org", "", "", "is not the address of a STUN server")]
    [InlineData("stun:", "", "", "is not the address of a STUN server")]
    [InlineData("stun://stun.example.org", "", "", "is not the address of a STUN server")]
    [InlineData("", "stun:turn.example.org", "north", "is not the address of a TURN server")]
    public async Task Options_that_clients_would_fail_by_fail_at_the_start(string stun, string turn, string secret, string expected)
    {
        using var host = Build(services => services.AddIceServers(options =>
        {
            if (stun.Length > 0)
            {
                options.StunUrls.Add(stun);
            }

            if (turn.Length > 0)
            {
                options.TurnUrls.Add(turn);
            }

            options.TurnSecret = secret;
        }));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_may_decide_by_itself()
    {
        using var host = Build(services => services.AddStunPort()
            .Configure<PeerServerOptions>(static options => options.IceServers = static _ => new(new PeerIceServers([new PeerIceServer(["stun:near.example.org"])]))));

        Assert.Equal(["stun:near.example.org"], Assert.Single((await AskAsync(host, "any")).Servers).Urls);
    }

    private static async Task<PeerIceServers> AskAsync(IHost host, string came)
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString(came);
        var told = await host.Services.GetRequiredService<IOptions<PeerServerOptions>>().Value.IceServers!(new PeerIceServersContext(context, "alice"));
        return Assert.IsType<PeerIceServers>(told);
    }

    private IHost Build(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        configure(builder.Services);
        return builder.Build();
    }
}
