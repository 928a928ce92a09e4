using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

/// <summary>The end of an application: sessions first, then its services, then the container.</summary>
public sealed class StoppingTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handlers_drain_while_services_and_singletons_are_still_there()
    {
        using var host = Build(services => services.AddSingleton<Worker>().AddHostedService(static services => services.GetRequiredService<Worker>()));
        await host.StartAsync(Token);
        var worker = host.Services.GetRequiredService<Worker>();
        var store = host.Services.GetRequiredService<Store>();
        await using var client = Connect(host);
        var call = client.GetRemote<IWork>().WorkAsync(Token).AsTask();
        await store.Begun.Task.WaitAsync(Bound, Token);

        var stopped = host.StopAsync(Token);
        await Stopping(host);
        Assert.False(worker.IsStopped);
        store.Go.SetResult();
        Assert.Equal("alive", await call.WaitAsync(Bound, Token));
        await stopped.WaitAsync(Bound, Token);
        Assert.True(worker.IsStopped);
        Assert.True(worker.FoundNoSession, "a service was stopped while there were sessions");
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await client.Completion.WaitAsync(Bound, Token)).Kind);
    }

    [Fact]
    public async Task A_stream_that_lasts_until_the_application_stops_ends_in_order()
    {
        using var host = Build();
        await host.StartAsync(Token);
        await using var client = Connect(host);
        await using var items = client.GetRemote<IWork>().WatchAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await items.MoveNextAsync());

        var stopped = host.StopAsync(Token);
        Assert.True(await items.MoveNextAsync());
        Assert.Equal(2, items.Current);
        Assert.False(await items.MoveNextAsync());
        await stopped.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task No_session_begins_once_the_host_stops_and_the_channel_stays_the_callers()
    {
        using var host = Build();
        await host.StartAsync(Token);
        var factory = host.Services.GetRequiredService<PeerSessionFactory>();
        var store = host.Services.GetRequiredService<Store>();
        await using var client = Connect(host);
        var call = client.GetRemote<IWork>().WorkAsync(Token).AsTask();
        await store.Begun.Task.WaitAsync(Bound, Token);
        Assert.False(factory.IsStopping);

        var stopped = host.StopAsync(Token);
        Assert.True(factory.IsStopping);
        var (first, second) = InMemoryPeerChannel.CreatePair();
        Assert.Equal(PeerStatus.Unavailable, Assert.Throws<PeerException>(() => factory.Start(second)).Status);
        await using var left = PeerSession.Start(first);
        await using var right = PeerSession.Start(second);
        await left.Connected.WaitAsync(Bound, Token);
        store.Go.SetResult();
        await call.WaitAsync(Bound, Token);
        await stopped.WaitAsync(Bound, Token);
        Assert.Throws<PeerException>(() => factory.Start(second));
    }

    [Fact]
    public async Task A_handler_that_does_not_end_is_cut_off_when_the_host_has_waited_long_enough()
    {
        using var host = Build();
        await host.StartAsync(Token);
        await using var client = Connect(host);
        var call = client.GetRemote<IWork>().WorkAsync(Token).AsTask();
        await host.Services.GetRequiredService<Store>().Begun.Task.WaitAsync(Bound, Token);

        using var patience = new CancellationTokenSource();
        var stopped = host.StopAsync(patience.Token);
        Assert.False(call.IsCompleted);
        await patience.CancelAsync();

        // The host says that its time was over only where a service of its own fails by it.
        Assert.True(await Record.ExceptionAsync(() => stopped.WaitAsync(Bound, Token)) is null or OperationCanceledException);
        var error = await Assert.ThrowsAsync<PeerException>(() => call.WaitAsync(Bound, Token));
        Assert.Equal(PeerCallFate.MayHaveExecuted, error.Fate);
        Assert.Empty(host.Services.GetRequiredService<PeerSessionFactory>().Sessions);
    }

    [Fact]
    public async Task A_handler_may_stop_the_host_and_wait_for_it()
    {
        using var host = Build();
        await host.StartAsync(Token);
        await using var client = Connect(host);
        await client.GetRemote<IWork>().StopHostAsync().AsTask().WaitAsync(Bound, Token);
        await client.Completion.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task Sessions_of_every_name_end_and_without_a_host_the_application_ends_them()
    {
        await using var services = new ServiceCollection()
            .AddTypedPeer().Services
            .AddTypedPeer("game").Services
            .BuildServiceProvider();
        var factory = services.GetRequiredKeyedService<PeerSessionFactory>("game");
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var client = PeerSession.Start(first);
        factory.Start(second);
        await client.Connected.WaitAsync(Bound, Token);
        Assert.Empty(services.GetRequiredService<PeerSessionFactory>().Sessions);
        await services.DisposeAsync();
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await client.Completion.WaitAsync(Bound, Token)).Kind);
        Assert.Empty(factory.Sessions);
    }

    private static IHost Build(Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<Store>().AddTypedPeer().Serve<IWork, Work>();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    private static PeerSession Connect(IHost host)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        host.Services.GetRequiredService<PeerSessionFactory>().Start(second);
        return PeerSession.Start(first);
    }

    private static Task Stopping(IHost host)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task.WaitAsync(Bound, Token);
    }

    /// <summary>A service of the application's, such as a queue that handlers write to.</summary>
    private sealed class Worker(PeerSessionFactory factory) : IHostedService
    {
        public bool IsStopped { get; private set; }

        public bool FoundNoSession { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsStopped = true;
            FoundNoSession = factory.Sessions.Count == 0;
            return Task.CompletedTask;
        }
    }
}
