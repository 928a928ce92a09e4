using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Server.Tests.Http;

/// <summary>An application that answers offers, on a port of its own.</summary>
internal sealed class OfferServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private OfferServer(WebApplication app, PeerOffers offers)
    {
        (_app, Offers) = (app, offers);
        Uri = new Uri($"{app.Urls.First()}/peers");
    }

    public static PeerConnectionOptions Loopback { get; } = new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public PeerOffers Offers { get; }

    public Uri Uri { get; }

    public static async Task<OfferServer> StartAsync(PeerOffersOptions? options = null, Action<IEndpointConventionBuilder>? more = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddAuthentication("name").AddScheme<AuthenticationSchemeOptions, NameHandler>("name", null);
        builder.Services.AddAuthorization();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(static policy => policy.AllowAnyOrigin().AllowAnyMethod().AllowAnyHeader().WithExposedHeaders("Location", "ETag")));
        var app = builder.Build();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        var offers = new PeerOffers((peer, _) => peer.Serve<IGreeter>(new Greeter()), options ?? new() { Connection = Loopback });
        var endpoint = app.MapPeerOffers("/peers", offers);
        more?.Invoke(endpoint);
        app.MapGet("/", static () => Results.Content("<p>A page.</p>", "text/html"));
        await app.StartAsync(Token);
        return new OfferServer(app, offers);
    }

    public async ValueTask DisposeAsync()
    {
        await Offers.DisposeAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Whoever says a name has it.</summary>
    private sealed class NameHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers.Authorization.ToString() is { Length: > 5 } header
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, header[5..])], "name")), "name"))
            : AuthenticateResult.NoResult());
    }
}
