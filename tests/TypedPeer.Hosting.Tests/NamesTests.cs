using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

/// <summary>Sessions of several kinds in one application.</summary>
public sealed class NamesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_name_has_its_own_contracts_options_and_interceptors()
    {
        var counter = new Counter();
        await using var services = new ServiceCollection()
            .AddSingleton(counter)
            .AddSingleton(new Scopes())
            .AddScoped<Resource>()
            .AddTypedPeer(options => options.MaxConcurrentCalls = 5).Services
            .AddTypedPeer("game", options => options.MaxConcurrentCalls = 6)
            .Serve<IHosted, Hosted>()
            .AddIncomingInterceptor<Counting>()
            .Services.BuildServiceProvider();
        var options = services.GetRequiredService<IOptionsMonitor<PeerSessionOptions>>();
        Assert.Equal(5, options.CurrentValue.MaxConcurrentCalls);
        Assert.Equal(6, options.Get("game").MaxConcurrentCalls);

        var game = services.GetRequiredKeyedService<PeerSessionFactory>("game");
        Assert.Equal("game", game.Name);
        await using var player = Connect(game);
        Assert.Equal(1, await player.GetRemote<IHosted>().CountAsync());
        Assert.Equal(1, counter.Calls);

        await using var other = Connect(services.GetRequiredService<PeerSessionFactory>());
        var error = await Assert.ThrowsAsync<PeerException>(async () => await other.GetRemote<IHosted>().CountAsync());
        Assert.Equal(PeerStatus.Unimplemented, error.Status);
        Assert.Equal(1, counter.Calls);
    }

    [Fact]
    public void Each_name_is_bound_to_its_section_and_checked_when_the_application_starts()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Game:MaxConcurrentCalls"] = "7", ["Tools:StreamWindowBytes"] = "1" })
            .Build();
        var services = new ServiceCollection();
        services.AddTypedPeer("game").Configure(configuration.GetSection("Game"));
        services.AddTypedPeer("tools").Configure(configuration.GetSection("Tools"));
        using var provider = services.BuildServiceProvider();
        Assert.Equal(7, provider.GetRequiredService<IOptionsMonitor<PeerSessionOptions>>().Get("game").MaxConcurrentCalls);
        Assert.Equal(new PeerSessionOptions().MaxConcurrentCalls, provider.GetRequiredService<IOptionsMonitor<PeerSessionOptions>>().Get("tools2").MaxConcurrentCalls);
        var error = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal("tools", error.OptionsName);
        Assert.Contains("StreamWindowBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_a_name_again_adds_to_it_and_a_name_that_nobody_added_has_no_sessions()
    {
        var services = new ServiceCollection();
        services.AddTypedPeer("game");
        services.AddTypedPeer("game");
        await using var provider = services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredKeyedService<PeerSessionFactory>("game"), Assert.Single(provider.GetKeyedServices<PeerSessionFactory>("game")));
        Assert.Null(provider.GetKeyedService<PeerSessionFactory>("chat"));
        Assert.Null(provider.GetService<PeerSessionFactory>());
    }

    private static PeerSession Connect(PeerSessionFactory factory)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        factory.Start(second);
        return PeerSession.Start(first);
    }

    private sealed class Counter
    {
        public int Calls { get; set; }
    }

    private sealed class Counting(Counter counter) : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            counter.Calls++;
            return next();
        }
    }
}
