using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>What each process does.</summary>
internal static class Commands
{
    /// <summary>The variable with the key of the tokens; without it the server makes one, and tokens to try.</summary>
    public const string KeyVariable = "TYPEDPEER_SAMPLE_KEY";

    /// <summary>The variable with a client's token.</summary>
    public const string TokenVariable = "TYPEDPEER_SAMPLE_TOKEN";

    /// <summary>Serves until the system, or the end of the standard input, says stop; then prints what it counted.</summary>
    public static async Task ServeAsync(string urls, bool stopsWithInput, CancellationToken cancellationToken)
    {
        var key = Environment.GetEnvironmentVariable(KeyVariable);
        var tokens = new Tokens(key is null ? null : Convert.FromBase64String(key));
        var spans = stopsWithInput ? new List<Activity>() : null;
        ServerCounts counts;
        await using (var app = Server.Build(urls, tokens, spans))
        {
            var store = app.Services.GetRequiredService<JobStore>();
            await app.StartAsync(cancellationToken);
            Console.WriteLine($"listening: {app.Urls.First()}");
            if (key is null)
            {
                ShowTokens(app.Urls.First(), tokens);
            }

            if (stopsWithInput)
            {
                _ = StopWithInputAsync(app.Lifetime);
            }

            await app.WaitForShutdownAsync(cancellationToken);
            counts = new() { Submitted = store.Counts, Finished = store.Finished, Spans = [] };
        }

        if (spans is not null)
        {
            foreach (var group in spans.GroupBy(NameOf, StringComparer.Ordinal))
            {
                counts.Spans[group.Key] = group.Count();
            }

            Console.WriteLine($"counts: {JsonSerializer.Serialize(counts)}");
        }
    }

    /// <summary>Calls a server, and prints what it counted.</summary>
    public static async Task CallAsync(Uri server, string token, int jobs, bool untilStop, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var counts = await Client.RunAsync(http, jobs, untilStop, cancellationToken);
        Console.WriteLine($"counts: {JsonSerializer.Serialize(counts)}");
    }

    /// <summary>Returns the method without its contract, and how the call ended.</summary>
    private static string NameOf(Activity span) => $"{span.DisplayName[(span.DisplayName.IndexOf('/', StringComparison.Ordinal) + 1)..]} {span.GetTagItem("rpc.status_code")}";

    private static void ShowTokens(string url, Tokens tokens)
    {
        foreach (var (user, isOperator) in new[] { ("ada", true), ("bob", false) })
        {
            Console.WriteLine($"as {user}{(isOperator ? ", an operator" : "")}, for an hour: call --server {url} --token {tokens.Make(user, isOperator, TimeSpan.FromHours(1))}");
        }
    }

    /// <summary>The console's reader blocks, so it has a thread of its own.</summary>
    private static Task StopWithInputAsync(IHostApplicationLifetime lifetime) => Task.Factory.StartNew(
        () =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }

            lifetime.StopApplication();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
