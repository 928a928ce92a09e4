using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>A server and four clients, each a process of its own; at the end what they counted is compared.</summary>
internal static class Demonstration
{
    private static readonly (string User, bool IsOperator)[] Users = [("ada", true), ("bob", false), ("cleo", false)];

    public static async Task RunAsync(int jobs, CancellationToken cancellationToken)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var tokens = new Tokens(key);
        await using var server = ChildProcess.Start("server", ["--urls", "http://127.0.0.1:0", "--stop-with-input"], (Commands.KeyVariable, Convert.ToBase64String(key)));
        var url = new Uri(await server.ReadAsync("listening: ", cancellationToken));
        await CheckDoorAsync(url, tokens, cancellationToken);

        Console.WriteLine("three clients call at once, one of them an operator:");
        var counts = await Task.WhenAll(Users.Select(user => CallAsync(url, Token(tokens, user), user.User, jobs, cancellationToken)));

        Console.WriteLine("a fourth client is in the middle of a call, and the server is asked to stop:");
        await using var last = StartClient(url, Token(tokens, ("dora", false)), "dora", jobs, "--until-stop");
        await last.ReadAsync("dora hears: begun", cancellationToken);
        server.CloseInput();
        counts = [.. counts, await CountsAsync(last, cancellationToken)];
        var served = JsonSerializer.Deserialize<ServerCounts>(await server.ReadAsync("counts: ", cancellationToken))!;
        await server.WaitForSuccessAsync(cancellationToken);

        Console.WriteLine("spans at the server, by method and status:");
        foreach (var (name, count) in served.Spans.OrderBy(static span => span.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {count,6}  {name}");
        }

        var calls = Compare(counts, served, jobs);
        Console.WriteLine($"OK: {calls} calls of {counts.Length} clients in processes of their own, counted alike at both ends, and the last one drained before server {server.Id} let go");
    }

    /// <summary>Who has no good token gets no answer.</summary>
    private static async Task CheckDoorAsync(Uri url, Tokens tokens, CancellationToken cancellationToken)
    {
        var offer = new SessionDescription(SdpType.Offer, "v=0\r\n");
        using var http = new HttpClient { BaseAddress = url };
        Require(await http.GetStringAsync("health", cancellationToken) == "Healthy", "the server is not healthy");
        (string What, string? Token, HttpStatusCode Expected)[] doors =
        [
            ("no token", null, HttpStatusCode.Unauthorized),
            ("an expired token", tokens.Make("ada", isOperator: true, TimeSpan.FromMinutes(-1)), HttpStatusCode.Unauthorized),
            ("a token of somebody else's making", new Tokens().Make("ada", isOperator: true, TimeSpan.FromMinutes(5)), HttpStatusCode.Unauthorized),
            ("a good token and no offer", tokens.Make("ada", isOperator: true, TimeSpan.FromMinutes(5)), HttpStatusCode.BadRequest),
        ];
        foreach (var (what, token, expected) in doors)
        {
            http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.PostAsJsonAsync("peer", offer, cancellationToken);
            Console.WriteLine($"with {what}: {(int)response.StatusCode} {response.StatusCode}");
            Require(response.StatusCode == expected, $"{what} was not refused with {expected}");
        }
    }

    private static string Token(Tokens tokens, (string User, bool IsOperator) user) => tokens.Make(user.User, user.IsOperator, TimeSpan.FromMinutes(10));

    private static async Task<ClientCounts> CallAsync(Uri url, string token, string name, int jobs, CancellationToken cancellationToken)
    {
        await using var client = StartClient(url, token, name, jobs);
        return await CountsAsync(client, cancellationToken);
    }

    private static ChildProcess StartClient(Uri url, string token, string name, int jobs, params string[] more) => ChildProcess.Start(
        name, ["call", "--server", url.ToString(), "--jobs", jobs.ToString(CultureInfo.InvariantCulture), .. more], (Commands.TokenVariable, token));

    private static async Task<ClientCounts> CountsAsync(ChildProcess client, CancellationToken cancellationToken)
    {
        var counts = JsonSerializer.Deserialize<ClientCounts>(await client.ReadAsync("counts: ", cancellationToken))!;
        await client.WaitForSuccessAsync(cancellationToken);
        return counts;
    }

    /// <summary>Returns how many calls there were, where both ends agree.</summary>
    private static int Compare(ClientCounts[] clients, ServerCounts server, int jobs)
    {
        foreach (var client in clients)
        {
            var isOperator = client.User == "ada";
            Require(client.Submitted == jobs && client.Listed == jobs, $"{client.User} submitted {client.Submitted} and listed {client.Listed} of {jobs} jobs");
            Require(server.Submitted.GetValueOrDefault(client.User) == client.Submitted, $"the server has {server.Submitted.GetValueOrDefault(client.User)} jobs of {client.User}, who submitted {client.Submitted}");
            Require((client.Allowed, client.Denied) == (isOperator ? (1, 0) : (0, 1)), $"{client.User} was {(isOperator ? "refused what operators may" : "let do what operators may")}");
        }

        Require(server.Submitted.Count == clients.Length, "the server knows users that are no clients");
        Require(server.Finished == 1 && clients.Sum(static client => client.Finished) == 1, "the last call was not drained");
        Spans("WhoAmIAsync Ok", clients.Length);
        Spans("SubmitAsync Ok", clients.Sum(static client => client.Submitted));
        Spans("ListAsync Ok", clients.Length);
        Spans("CountAllAsync Ok", clients.Sum(static client => client.Allowed));
        Spans("CountAllAsync PermissionDenied", clients.Sum(static client => client.Denied));
        Spans("WorkAsync Ok", 1);
        return server.Spans.Values.Sum();

        void Spans(string name, int expected) =>
            Require(server.Spans.GetValueOrDefault(name) == expected, $"the server has {server.Spans.GetValueOrDefault(name)} spans '{name}', the clients count {expected}");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
