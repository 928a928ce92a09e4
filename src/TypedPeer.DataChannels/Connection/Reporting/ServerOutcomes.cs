using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Connection.Reporting;

/// <summary>What STUN servers and relays were asked and answered, those included that are of no use.</summary>
internal static class ServerOutcomes
{
    public static List<IceServerInfo> Read(IceAgent ice, TurnRelays relays, IReadOnlyList<IceCandidateError> errors)
    {
        var outcomes = ice.Kept.Answers.Select(OfStun).ToList();

        // A connection that is over gives its addresses back; which they were its candidates still tell.
        var given = ice.Paths.Select(static path => path as TurnPath).Where(static path => path is not null).ToList();
        outcomes.AddRange(given.Select(static path => OfRelay(path!)));
        outcomes.AddRange(relays.Clients.Where(client => !given.Exists(path => path!.Client == client)).Select(OfAsked));
        outcomes.AddRange(errors.Where(error => error.Url.Length > 0 && !outcomes.Exists(known => known.Url == error.Url)).Select(OfError));
        return outcomes;
    }

    private static IceServerInfo OfStun(IceServerAnswer answer) => new()
    {
        Url = answer.Url,
        Server = answer.Server,
        Local = answer.Local,
        Given = answer.Mapped,
        ErrorCode = answer.Mapped is null ? answer.ErrorCode : 0,
        IsPending = answer is { Mapped: null, IsSettled: false },
        Outcome = answer switch
        {
            { Mapped: { } mapped } => $"sees {mapped}",
            { ErrorCode: > 0 } => $"answered Binding with {StunErrorCode.Describe(answer.ErrorCode)}",
            { IsSettled: true } => $"did not answer Binding, asked {answer.Requests} times",
            _ => $"has not answered Binding yet, asked {answer.Requests} times",
        },
    };

    private static IceServerInfo OfRelay(TurnPath path) => new()
    {
        Url = path.Client.Server.Url,
        Server = path.Client.EndPoint,
        Local = path.Client.Transport.LocalEndPoint,
        Given = path.LocalEndPoint,
        Outcome = $"relays at {path.LocalEndPoint}",
    };

    private static IceServerInfo OfAsked(TurnClient client) => new()
    {
        Url = client.Server.Url,
        Server = client.EndPoint,
        Local = client.Transport.LocalEndPoint,
        IsPending = !client.IsOver,
        Outcome = "has not answered Allocate yet",
    };

    private static IceServerInfo OfError(IceCandidateError error) => new() { Url = error.Url, ErrorCode = error.ErrorCode, Outcome = error.Error.TrimEnd('.') };
}
