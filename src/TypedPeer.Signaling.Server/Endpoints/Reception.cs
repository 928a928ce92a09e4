using Microsoft.AspNetCore.Http;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Driver;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>Who may come in.</summary>
internal sealed class Reception(SignalingDriver driver)
{
    /// <summary>The longest token, in characters: a JWT with many claims is below.</summary>
    private const int MaxToken = 4096;

    private readonly PeerServerOptions _options = driver.Options;

    /// <summary>Gets what it lets clients in to.</summary>
    public SignalingDriver Driver => driver;

    /// <summary>Lets a client in, or tells it why not.</summary>
    /// <returns>The connection, which the caller is to run, or null where it was refused; and false where other servers could not be asked, and nobody was told anything.</returns>
    public async ValueTask<(ClientConnection? Connection, bool IsDecided)> AdmitAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        if (await FindRefusalAsync(arrival).ConfigureAwait(false) is { } refusal)
        {
            await Refuse(arrival, refusal).SendAsync(await arrival.AcceptAsync().ConfigureAwait(false)).ConfigureAwait(false);
            return (null, true);
        }

        var hash = TokenHash.Of(arrival.Token);
        if (driver.Link is not { } link)
        {
            return (await EnterAsync(arrival, hash, null, null).ConfigureAwait(false), true);
        }

        var name = Guid.NewGuid().ToString("N");
        var registration = await link.RegisterAsync(arrival.Id, name, hash, cancellationToken).ConfigureAwait(false);
        if (registration is null)
        {
            return (null, false);
        }

        if (!registration.IsAccepted)
        {
            await Refuse(arrival, Refusal.IdTaken).SendAsync(await arrival.AcceptAsync().ConfigureAwait(false)).ConfigureAwait(false);
            return (null, true);
        }

        ClientConnection? connection = null;
        try
        {
            connection = await EnterAsync(arrival, hash, name, registration).ConfigureAwait(false);
        }
        finally
        {
            if (connection is null)
            {
                await link.UnregisterAsync(arrival.Id, name).ConfigureAwait(false);
            }
        }

        return (connection, true);
    }

    /// <summary>Lets a client in that may.</summary>
    /// <returns>Null where there was no room for it.</returns>
    private async ValueTask<ClientConnection?> EnterAsync(Arrival arrival, TokenHash hash, string? name, PeerRegistration? registration)
    {
        Func<ValueTask<PeerIceServers?>>? ask = arrival.WantsAdditions && _options.IceServers is not null ? () => AskIceServersAsync(arrival.Context, arrival.Id) : null;
        var open = arrival.WantsAdditions
            ? RoomMessages.Open(arrival.Id, _options.HeartbeatInterval, _options.Limits.MaxMessageBytes, ask is null ? null : await ask().ConfigureAwait(false))
            : ServerMessages.Open;
        var bytes = await arrival.AcceptAsync().ConfigureAwait(false);
        var info = new PeerServerClient(arrival.Id, arrival.User, arrival.Address);
        var connection = new ClientConnection(driver, bytes, info, arrival.WantsAdditions, ask);
        var outcome = driver.Connect(arrival.Id, hash, connection, open, name, registration);
        open.Release();
        if (outcome is ConnectOutcome.Opened)
        {
            driver.OnConnected(connection);
            return connection;
        }

        await Refuse(arrival, outcome is ConnectOutcome.Full ? Refusal.ServerFull : Refusal.IdTaken).SendAsync(bytes).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<Refusal?> FindRefusalAsync(Arrival arrival)
    {
        var id = arrival.Id;
        if (id.Length == 0 || arrival.Token.Length == 0 || arrival.Key.Length == 0)
        {
            return Refusal.Incomplete;
        }

        if (!string.Equals(arrival.Key, _options.Key, StringComparison.Ordinal))
        {
            return Refusal.InvalidKey;
        }

        if (!PeerId.IsValid(id) || _options.IdPattern?.IsMatch(id) is false)
        {
            return Refusal.InvalidId;
        }

        if (arrival.Token.Length > MaxToken)
        {
            return Refusal.InvalidToken;
        }

        if (_options.Authorize is not { } authorize)
        {
            return null;
        }

        try
        {
            return await authorize(new(arrival.Context, id, arrival.Token)).ConfigureAwait(false) switch
            {
                PeerAuthorizationResult.Allowed => null,
                PeerAuthorizationResult.TokenRefused => Refusal.InvalidToken,
                _ => Refusal.NotAuthorized,
            };
        }
#pragma warning disable CA1031 // The application's code may throw anything; it is logged, and nobody gets in by it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.AuthorizeFailed(driver.Logger, id, exception);
            return Refusal.NotAuthorized;
        }
    }

    private async ValueTask<PeerIceServers?> AskIceServersAsync(HttpContext context, string id)
    {
        try
        {
            return await _options.IceServers!(new(context, id)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The application's code may throw anything; it is logged, and the client does without.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.IceServersFailed(driver.Logger, id, exception);
            return null;
        }
    }

    private RefusedConnection Refuse(Arrival arrival, Refusal refusal)
    {
        // What a stranger calls itself does not go into a log at any length.
        var id = PeerId.IsValid(arrival.Id) ? arrival.Id : "?";
        driver.Metrics.Refused(refusal.Code);
        SignalingLog.Refused(driver.Logger, id, arrival.Address?.ToString() ?? "?", refusal.Code);
        driver.Events.RaiseClientFailed(new PeerServerClient(id, arrival.User, arrival.Address), refusal.Code);
        return new(driver, id, refusal.Write(arrival.WantsAdditions));
    }
}
