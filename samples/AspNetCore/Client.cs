using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>A caller with a token: posts its offer, gets the answer, and calls.</summary>
internal static class Client
{
    public static async Task<PeerLink> ConnectAsync(HttpClient http, CancellationToken cancellationToken) => await PeerLink.ConnectAsync(
        SignalingChannel.Over(async (offer, token) =>
        {
            using var response = await http.PostAsJsonAsync("peer", offer, token);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<SessionDescription>(token))!;
        }),
        cancellationToken: cancellationToken);

    /// <summary>Submits jobs, lists them, asks what is for operators, and counts what it saw; with <paramref name="staysToTheEnd"/> it works until the server stops.</summary>
    public static async Task<ClientCounts> RunAsync(HttpClient http, int jobs, bool staysToTheEnd, CancellationToken cancellationToken)
    {
        await using var link = await ConnectAsync(http, cancellationToken);
        var remote = link.GetRemote<IJobs>();
        var counts = new ClientCounts { User = await remote.WhoAmIAsync() };
        var numbers = await Task.WhenAll(Enumerable.Range(1, jobs).Select(i => remote.SubmitAsync($"{counts.User}'s job {i}", cancellationToken).AsTask()));
        counts.Submitted = numbers.Distinct().Count();
        await foreach (var job in remote.ListAsync(cancellationToken))
        {
            counts.Listed += job.Title.StartsWith(counts.User, StringComparison.Ordinal) ? 1 : 0;
        }

        try
        {
            await remote.CountAllAsync();
            counts.Allowed++;
        }
        catch (PeerException exception) when (exception.Status == PeerStatus.PermissionDenied)
        {
            counts.Denied++;
        }

        if (staysToTheEnd)
        {
            await foreach (var line in remote.WorkAsync(cancellationToken))
            {
                Console.WriteLine($"{counts.User} hears: {line}");
                counts.Finished += line.StartsWith("finished", StringComparison.Ordinal) ? 1 : 0;
            }

            await link.Completion.WaitAsync(cancellationToken);
        }

        return counts;
    }
}
