using System.Security.Claims;
using TypedPeer;
using TypedPeer.DataChannels;
using TypedPeer.Hosting;
using TypedPeerWeb;

if (args is ["call", var server, var token])
{
    await Caller.RunAsync(new Uri(server), token);
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthentication().AddJwtBearer();   // while you develop, "dotnet user-jwts create" makes tokens
builder.Services.AddAuthorizationBuilder().AddPolicy("operators", policy => policy.RequireRole("operator"));
builder.Services.AddHealthChecks().AddTypedPeer();
builder.Services.AddTypedPeer().Serve<IGreeter, Greeter>();

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapPost("/peer", async (SessionDescription offer, PeerSessionFactory sessions, ClaimsPrincipal user, CancellationToken cancellationToken) =>
{
    try
    {
        return Results.Json((await sessions.AnswerAsync(offer, user: user, cancellationToken: cancellationToken)).Description);
    }
    catch (ArgumentException exception)
    {
        return Results.Problem(exception.Message, statusCode: StatusCodes.Status400BadRequest);
    }
    catch (PeerException exception) when (exception.Status == PeerStatus.Unavailable)
    {
        return Results.Problem(exception.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}).RequireAuthorization();
app.Run();
