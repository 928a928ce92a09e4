using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>ASP.NET Core's conventions hold for all routes, and its users may be asked about.</summary>
public sealed class ConventionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_not_authenticated_gets_401_and_who_is_may_be_who_the_hook_allows()
    {
        await using var server = await TestServer.StartAsync(
            static options => options.Authorize = static context => context.User.Identity?.Name switch
            {
                "broken" => throw new InvalidOperationException("The hook is broken."),
                var name => ValueTask.FromResult(name == context.Id ? PeerAuthorizationResult.Allowed : PeerAuthorizationResult.NotAuthorized),
            },
            static builder =>
            {
                builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
                builder.Services.AddAuthorization();
            },
            conventions: static routes => routes.RequireAuthorization());
        using var http = new HttpClient();

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => server.ConnectAsync("alice"));
        using var id = await http.GetAsync(new Uri(server.Address, "/peerjs/peerjs/id"), Token);
        using var alice = await server.ConnectAsync("alice", options: static options => options.SetRequestHeader("X-User", "alice"));
        using var bob = await server.ConnectAsync("bob", additions: true, options: static options => options.SetRequestHeader("X-User", "alice"));
        using var carol = await server.ConnectAsync("carol", additions: true, options: static options => options.SetRequestHeader("X-User", "broken"));

        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, id.StatusCode);
        Assert.Equal("""{"type":"OPEN"}""", await alice.NextAsync());
        Assert.Equal("not-authorized", (await bob.NextAsync("ERROR")).GetProperty("code").GetString());
        Assert.Equal("not-authorized", (await carol.NextAsync("ERROR")).GetProperty("code").GetString());
        await server.Log.ContainsAsync(LogLevel.Error, "Who may be whom could not be asked for client carol, which was refused");
        Assert.Equal(["alice"], server.Server.GetClientIds());
    }

    [Fact]
    public async Task A_CORS_policy_decides_which_pages_may_read()
    {
        await using var server = await TestServer.StartAsync(
            services: static builder => builder.Services.AddCors(static cors => cors.AddPolicy("pages", static policy => policy.WithOrigins("https://one.example"))),
            application: static app => app.UseCors(),
            conventions: static routes => routes.RequireCors("pages"));

        Assert.Equal(["https://one.example"], await AllowedAsync(server, "https://one.example"));
        Assert.Empty(await AllowedAsync(server, "https://two.example"));
    }

    private static async Task<IEnumerable<string>> AllowedAsync(TestServer server, string origin)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/peerjs/peerjs/id")) { Headers = { { "Origin", origin } } };
        using var response = await http.SendAsync(request, Token);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? [.. allowed] : [];
    }

    /// <summary>Believes a header, as no application should.</summary>
    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["X-User"] is [{ } name]
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "header")), "header"))
            : AuthenticateResult.NoResult());
    }
}
