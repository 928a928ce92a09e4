using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

public partial class SessionUserTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [PeerContract]
    public partial interface IWho
    {
        ValueTask<string> WhoAsync();
    }

    [Fact]
    public async Task A_service_of_a_calls_scope_knows_call_session_and_user_and_the_session_outlives_the_scope()
    {
        await using var services = new ServiceCollection()
            .AddScoped<Described>()
            .AddTypedPeer()
            .Serve<IWho, Who>()
            .Services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        var factory = services.GetRequiredService<PeerSessionFactory>();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var server = factory.Start(
            second,
            static peer => peer.Items["tenant"] = "blue",
            user: new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "Ada")], "token")));
        await using var client = factory.Start(first);
        var remote = client.GetRemote<IWho>();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"{server.Id} Ada blue", await remote.WhoAsync().AsTask().WaitAsync(Bound, TestContext.Current.CancellationToken));
        }

        Assert.False(server.Completion.IsCompleted);
        using var scope = services.CreateScope();
        var error = Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<PeerCallContext>());
        Assert.Contains(nameof(PeerCallContext), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_one_session_change_no_other()
    {
        await using var services = new ServiceCollection().AddTypedPeer(static options => options.MaxMessageBytes = 8192).Services.BuildServiceProvider();
        var factory = services.GetRequiredService<PeerSessionFactory>();
        var seen = new List<int>();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var one = factory.Start(first, configureOptions: options =>
        {
            seen.Add(options.MaxMessageBytes);
            options.MaxMessageBytes = 4096;
        });
        await using var other = factory.Start(second, configureOptions: options => seen.Add(options.MaxMessageBytes));
        Assert.Equal([8192, 8192], seen);
        var (third, _) = InMemoryPeerChannel.CreatePair();
        Assert.Throws<ArgumentOutOfRangeException>(() => factory.Start(third, configureOptions: static options => options.MaxMessageBytes = 1));
    }

    private sealed class Who(Described described) : IWho
    {
        public ValueTask<string> WhoAsync() => new(described.Text);
    }

    private sealed class Described(PeerCallContext call)
    {
        public string Text => $"{call.Session.Id} {call.User?.Identity?.Name} {call.Items["tenant"]}";
    }
}
