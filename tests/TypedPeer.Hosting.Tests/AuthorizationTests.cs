using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

public partial class AuthorizationTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [PeerContract]
    [PeerAuthorize]
    public partial interface IVault
    {
        [PeerAllowAnonymous]
        ValueTask<string> NameAsync();

        ValueTask<string> LookAsync();

        [PeerAuthorize(Roles = "keeper, owner")]
        ValueTask<string> OpenAsync();

        [PeerAuthorize("grown-up")]
        [PeerAuthorize(Roles = "owner")]
        ValueTask<string> EmptyAsync();

        [PeerAuthorize("no such policy")]
        ValueTask<string> BrokenAsync();
    }

    [Theory]
    [InlineData(null, "NameAsync", "Unauthenticated Unauthenticated Unauthenticated")]
    [InlineData("", "NameAsync LookAsync", "PermissionDenied PermissionDenied")]
    [InlineData("keeper", "NameAsync LookAsync OpenAsync", "PermissionDenied")]
    [InlineData("owner", "NameAsync LookAsync OpenAsync", "PermissionDenied")]
    [InlineData("owner 30", "NameAsync LookAsync OpenAsync EmptyAsync", "")]
    [InlineData("keeper 30", "NameAsync LookAsync OpenAsync", "PermissionDenied")]
    public async Task Policies_and_roles_say_who_may_call_what(string? roles, string allowed, string refused)
    {
        await using var services = Services(new RecordingLoggerProvider());
        await using var pair = Pair.Start(services, User(roles));
        var (seen, denied) = (new List<string>(), new List<string>());
        foreach (var (name, call) in pair.Calls)
        {
            try
            {
                Assert.Equal(name, await call().AsTask().WaitAsync(Bound, TestContext.Current.CancellationToken));
                seen.Add(name);
            }
            catch (PeerException e)
            {
                denied.Add($"{e.Status}");
            }
        }

        Assert.Equal(allowed, string.Join(' ', seen));
        Assert.Equal(refused, string.Join(' ', denied));
        Assert.Equal(denied.Count, pair.Server.GetStatistics().CallsDenied);
    }

    [Fact]
    public async Task A_call_that_is_refused_is_logged_traced_and_counted_and_no_interceptor_learns_of_it()
    {
        var log = new RecordingLoggerProvider();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == PeerTelemetry.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var counted = new ConcurrentQueue<string>();
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == PeerTelemetry.MeterName && instrument.Name == "typedpeer.server.calls.denied")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{value} {string.Join(' ', tags.ToArray().Select(static tag => tag.Value))}"));
        meters.Start();
        await using var services = Services(log);
        await using var pair = Pair.Start(services, User("keeper"));
        using var root = new Activity("root").Start();
        await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.EmptyAsync());
        root.Stop();
        var denied = Assert.Single(log.Take(), static entry => entry.Id == 13);
        Assert.Contains("IVault.EmptyAsync() was refused to Ada in session " + pair.Server.Id, denied.Text, StringComparison.Ordinal);
        Assert.Contains("PermissionDenied", denied.Text, StringComparison.Ordinal);
        var span = Assert.Single(spans, span => span.TraceId == root.TraceId && span.Kind == ActivityKind.Server);
        Assert.Equal((ActivityStatusCode.Error, "PermissionDenied"), (span.Status, span.GetTagItem("error.type")));
        Assert.EndsWith("IVault/EmptyAsync", span.DisplayName, StringComparison.Ordinal);
        Assert.Contains(counted, one => one.StartsWith("1 ", StringComparison.Ordinal) && one.Contains("IVault/EmptyAsync", StringComparison.Ordinal) && one.EndsWith("PermissionDenied", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Take(), static entry => entry.Id is 11 or 12 && entry.Text.Contains("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_opens_nothing_and_is_told_here()
    {
        var log = new RecordingLoggerProvider();
        await using var services = Services(log);
        await using var pair = Pair.Start(services, User("owner 30"));
        var error = await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.BrokenAsync());
        Assert.Equal(PeerStatus.HandlerFailed, error.Status);
        Assert.DoesNotContain("no such policy", error.Message, StringComparison.Ordinal);
        Assert.Contains(log.Take(), static entry => entry.Id == 12 && entry.Exception!.Message.Contains("no such policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_applications_own_rule_is_asked_behind_the_attributes_and_for_every_call()
    {
        var asked = new ConcurrentQueue<string>();
        await using var services = Services(new RecordingLoggerProvider());
        await using var pair = Pair.Start(services, User("keeper"), options => options.AuthorizeCall = context =>
        {
            asked.Enqueue(context.Method);
            return new(context.Method != "NameAsync()");
        });
        Assert.Equal(PeerStatus.PermissionDenied, (await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.NameAsync())).Status);
        await Assert.ThrowsAsync<PeerException>(async () => await pair.Remote.EmptyAsync());
        Assert.Equal("LookAsync", await pair.Remote.LookAsync());
        Assert.Equal(["NameAsync()", "LookAsync()"], asked);
    }

    [Fact]
    public void An_implementation_that_carries_attributes_nobody_would_ask_is_not_served()
    {
        var builder = new ServiceCollection().AddTypedPeer();
        foreach (var serve in new Action[] { () => builder.Serve<IVault, AspNetVault>(), () => builder.Serve<IVault, AspNetMethodVault>(ServiceLifetime.Singleton) })
        {
            var error = Assert.Throws<InvalidOperationException>(serve);
            Assert.Contains("[PeerAuthorize]", error.Message, StringComparison.Ordinal);
        }

        // Without the container an object's class is looked at.
        var (first, _) = InMemoryPeerChannel.CreatePair();
        var refused = Assert.Throws<InvalidOperationException>(() => PeerSession.Start(first, static peer => peer.Serve<IVault>(new AspNetVault())));
        Assert.Contains("AuthorizeAttribute", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_authorization_of_its_own_an_application_gets_none_and_users_and_roles_are_checked_all_the_same()
    {
        await using var services = new ServiceCollection().AddTypedPeer().Serve<IVault, Vault>().Services.BuildServiceProvider();
        Assert.Null(services.GetService<IAuthorizationHandlerProvider>());
        Assert.Null(services.GetService<IAuthorizationService>());
        await using var keeper = Pair.Start(services, User("keeper"));
        await using var nobody = Pair.Start(services, User(null));
        Assert.Equal("OpenAsync", await keeper.Calls.First(static call => call.Name == "OpenAsync").Call().AsTask().WaitAsync(Bound, TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<PeerException>(() => nobody.Calls.First(static call => call.Name == "LookAsync").Call().AsTask().WaitAsync(Bound, TestContext.Current.CancellationToken));
        Assert.Equal(PeerStatus.Unauthenticated, refused.Status);
    }

    private static ClaimsPrincipal? User(string? roles) => roles is null ? null : new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, "Ada"), .. roles.Split(' ').Select(static role => new Claim(int.TryParse(role, out _) ? "age" : ClaimTypes.Role, role))],
        "token"));

    private static ServiceProvider Services(RecordingLoggerProvider log) => new ServiceCollection()
        .AddLogging(logging => logging.AddProvider(log))
        .AddScoped<Ages>()
        .AddScoped<IAuthorizationHandler, GrownUpHandler>()
        .AddAuthorizationCore(static options => options.AddPolicy("grown-up", static policy => policy.AddRequirements(new GrownUp())))
        .AddTypedPeer()
        .Serve<IVault, Vault>()
        .Services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });

    private class Vault : IVault
    {
        public ValueTask<string> NameAsync() => new("NameAsync");

        public ValueTask<string> LookAsync() => new("LookAsync");

        public ValueTask<string> OpenAsync() => new("OpenAsync");

        public virtual ValueTask<string> EmptyAsync() => new("EmptyAsync");

        public ValueTask<string> BrokenAsync() => new("BrokenAsync");
    }

#pragma warning disable TP0036 // What the analyzer says while one writes, the container says when it is served.
    [Authorize]
    private sealed class AspNetVault : Vault;

    private sealed class AspNetMethodVault : Vault
    {
        [AllowAnonymous]
        public override ValueTask<string> EmptyAsync() => new("EmptyAsync");
    }
#pragma warning restore TP0036

    private sealed class GrownUp : IAuthorizationRequirement;

    /// <summary>Lives in a scope, as handlers that ask a database do.</summary>
    private sealed class GrownUpHandler(Ages ages) : AuthorizationHandler<GrownUp>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, GrownUp requirement)
        {
            await Task.Yield();
            if (context.Resource is PeerAuthorizationContext && ages.IsEnough(context.User))
            {
                context.Succeed(requirement);
            }
        }
    }

    private sealed class Ages
    {
        public bool IsEnough(ClaimsPrincipal user) => user.HasClaim(static claim => claim.Type == "age");
    }

    private sealed class Pair(PeerSession server, PeerSession client) : IAsyncDisposable
    {
        public PeerSession Server => server;

        public IVault Remote { get; } = client.GetRemote<IVault>();

        public IEnumerable<(string Name, Func<ValueTask<string>> Call)> Calls =>
            [("NameAsync", Remote.NameAsync), ("LookAsync", Remote.LookAsync), ("OpenAsync", Remote.OpenAsync), ("EmptyAsync", Remote.EmptyAsync)];

        public static Pair Start(IServiceProvider services, ClaimsPrincipal? user, Action<PeerSessionOptions>? configure = null)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            var factory = services.GetRequiredService<PeerSessionFactory>();
            return new(factory.Start(second, configureOptions: configure, user: user), factory.Start(first));
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
