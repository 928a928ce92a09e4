using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TypedPeer.DataChannels;
using TypedPeer.Hosting;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>The web application: tokens at the door, one request for offer and answer, calls over the data channel.</summary>
internal static class Server
{
    /// <param name="urls">Where it listens for HTTP.</param>
    /// <param name="tokens">Whose tokens are taken.</param>
    /// <param name="spans">Where spans go; null prints them.</param>
    public static WebApplication Build(string urls, Tokens tokens, ICollection<Activity>? spans)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddFilter("TypedPeer", LogLevel.Warning);

        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(tokens.Configure);
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireRole("operator"));
        builder.Services.AddHealthChecks().AddTypedPeer();
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => Export(tracing.AddSource(PeerTelemetry.ActivitySourceName), spans))
            .WithMetrics(static metrics => metrics.AddMeter(PeerTelemetry.MeterName));

        builder.Services.AddSingleton<JobStore>();
        builder.Services.AddTypedPeer().Serve<IJobs, Jobs>();

        var app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapPost("/peer", AnswerAsync).RequireAuthorization();
        return app;
    }

    /// <summary>Offer in, answer out: the user of the request is the user of every call.</summary>
    private static async Task<IResult> AnswerAsync(SessionDescription offer, PeerSessionFactory sessions, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await sessions.AnswerAsync(offer, user: user, cancellationToken: cancellationToken);
            return Results.Json(answer.Description);
        }
        catch (ArgumentException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (PeerException exception) when (exception.Status == PeerStatus.Unavailable)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static void Export(TracerProviderBuilder tracing, ICollection<Activity>? spans)
    {
        if (spans is null)
        {
            tracing.AddConsoleExporter();
        }
        else
        {
            tracing.AddInMemoryExporter(spans);
        }
    }
}
