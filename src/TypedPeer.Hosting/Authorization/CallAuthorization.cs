using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedPeer.Channels;
using TypedPeer.Hosting.Telemetry;

namespace TypedPeer.Hosting.Authorization;

/// <summary>Has the application's <see cref="IAuthorizationService"/> check what the attributes of contracts ask, and tells of every call that is refused.</summary>
internal sealed class CallAuthorization(IServiceProvider services, ILogger logger)
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    /// <summary>
    /// For an application without authorization of its own: users and their roles, and no policies. Not among its services, where a web application that finds half of
    /// ASP.NET Core's authorization refuses to start.
    /// </summary>
    private static readonly Lazy<IServiceProvider> Usual = new(static () => new ServiceCollection().AddLogging().AddAuthorizationCore().BuildServiceProvider());

    /// <summary>Policies put together, for as long as the list of requirements lives that each is made of.</summary>
    private readonly ConditionalWeakTable<IReadOnlyList<PeerAuthorizeAttribute>, AuthorizationPolicy> _policies = [];

    /// <summary>Returns what is asked of every call: the attributes first, then the application's own rule, if it has one.</summary>
    public Func<PeerAuthorizationContext, ValueTask<bool>> With(Func<PeerAuthorizationContext, ValueTask<bool>>? own) =>
        context => context.Requirements.Count == 0 && own is null ? new(true) : CheckAsync(context, own);

    private async ValueTask<bool> CheckAsync(PeerAuthorizationContext context, Func<PeerAuthorizationContext, ValueTask<bool>>? own)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            if ((context.Requirements.Count == 0 || await IsSatisfiedAsync(context).ConfigureAwait(false)) && (own is null || await own(context).ConfigureAwait(false)))
            {
                return true;
            }
        }
        catch (PeerException e)
        {
            Tell(context, e.Status, Stopwatch.GetElapsedTime(started));
            throw;
        }

        Tell(context, IsKnown(context) ? PeerStatus.PermissionDenied : PeerStatus.Unauthenticated, Stopwatch.GetElapsedTime(started));
        return false;
    }

    private async ValueTask<bool> IsSatisfiedAsync(PeerAuthorizationContext context)
    {
        // A scope of its own, as handlers of requirements may ask for scoped services.
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var rules = scope.ServiceProvider.GetService<IAuthorizationService>() is null ? Usual.Value : scope.ServiceProvider;
            var policy = await FindPolicyAsync(context.Requirements, rules.GetRequiredService<IAuthorizationPolicyProvider>()).ConfigureAwait(false);
            var result = await rules.GetRequiredService<IAuthorizationService>()
                .AuthorizeAsync(context.User ?? Nobody, context, policy)
                .ConfigureAwait(false);
            return result.Succeeded;
        }
    }

    private async ValueTask<AuthorizationPolicy> FindPolicyAsync(IReadOnlyList<PeerAuthorizeAttribute> requirements, IAuthorizationPolicyProvider provider)
    {
        if (provider.AllowsCachingPolicies && _policies.TryGetValue(requirements, out var known))
        {
            return known;
        }

        var policy = await AuthorizationPolicy.CombineAsync(provider, requirements.Select(static one => new Asked(one))).ConfigureAwait(false)
            ?? throw new InvalidOperationException("What the contract asks for makes no policy.");
        if (provider.AllowsCachingPolicies)
        {
            _policies.AddOrUpdate(requirements, policy);
        }

        return policy;
    }

    /// <summary>A call that is refused never comes to the interceptors, whose are spans and measurements of other calls.</summary>
    private void Tell(PeerAuthorizationContext context, PeerStatus status, TimeSpan elapsed)
    {
        var tags = new TagList { { "rpc.method", TelemetryInterceptor.NameOf(context.Contract, context.Method) }, { "error.type", status.ToString() } };
        PeerTelemetry.Denied.Add(1, tags);
        PeerLog.CallDenied(logger, context.ToString(), PeerText.Clean(context.User?.Identity?.Name ?? "nobody"), context.Call.Session.Id, status);
        TelemetryInterceptor.TraceRefusal(context, status, elapsed);
    }

    private static bool IsKnown(PeerAuthorizationContext context) =>
        context.Requirements.Count == 0 || context.User?.Identities.Any(static identity => identity.IsAuthenticated) == true;

    /// <summary>What an attribute of ours asks, in ASP.NET Core's words.</summary>
    private sealed class Asked(PeerAuthorizeAttribute attribute) : IAuthorizeData
    {
        public string? Policy { get; set; } = attribute.Policy;

        public string? Roles { get; set; } = attribute.Roles;

        public string? AuthenticationSchemes { get; set; }
    }
}
