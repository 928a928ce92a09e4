using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TypedPeer.Signaling.Server;

/// <summary>Meets peers by one HTTP exchange.</summary>
public static class PeerOffersEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Answers offers that peers post to <paramref name="pattern"/>, and serves each peer that connects: <c>PeerLink.ConnectAsync(uri)</c> on the other side, or <c>fetch</c> in a page.
    /// A POST of <c>application/sdp</c> is answered by 201, the answer and a <c>Location</c>; there PATCH restarts ICE or brings candidates, and DELETE ends it (RFC 9725).
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, such as <c>/peers</c>.</param>
    /// <param name="configure">Says what each peer is served, by who it is: <see cref="PeerSessionBuilder.User"/> is the user of its request. Called on a thread of the pool, and for several peers at once.</param>
    /// <param name="options">Limits and choices; the defaults when null.</param>
    /// <returns>For <c>RequireAuthorization</c>, <c>RequireCors</c>, <c>RequireRateLimiting</c> and the like, which hold for all requests.</returns>
    /// <remarks>The links end with the application, which says goodbye to all when it stops.</remarks>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "It ends with the application.")]
    public static IEndpointConventionBuilder MapPeerOffers(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<PeerSessionBuilder, PeerLink> configure, PeerOffersOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var offers = new PeerOffers(configure, options);
        if (endpoints.ServiceProvider.GetService<IHostApplicationLifetime>() is { } lifetime)
        {
            Task? closing = null;
            lifetime.ApplicationStopping.Register(() => closing = offers.DisposeAsync().AsTask());

            // It takes no longer than its options say.
            lifetime.ApplicationStopped.Register(() => closing?.Wait());
        }

        return endpoints.MapPeerOffers(pattern, offers);
    }

    /// <summary>Answers offers as <see cref="MapPeerOffers(IEndpointRouteBuilder, string, Action{PeerSessionBuilder, PeerLink}, PeerOffersOptions)"/> does, for whoever wants to know the links.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, such as <c>/peers</c>.</param>
    /// <param name="offers">Answers them; stays the caller's.</param>
    public static IEndpointConventionBuilder MapPeerOffers(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, PeerOffers offers)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(offers);
        var requests = new Http.OfferRequests(offers);
        var group = endpoints.MapGroup(pattern);
        group.MapPost(string.Empty, requests.PostAsync);
        group.MapPatch("/{id}", requests.PatchAsync);
        group.MapDelete("/{id}", requests.DeleteAsync);
        return group;
    }
}
