namespace TypedPeer.Samples.AspNetCore;

/// <summary>What the server offers to whoever has a token.</summary>
[PeerContract]
[PeerAuthorize]
public partial interface IJobs
{
    /// <summary>Returns whom the server takes the caller for.</summary>
    ValueTask<string> WhoAmIAsync();

    /// <summary>Adds a job of the caller's, and returns its number.</summary>
    ValueTask<int> SubmitAsync(string title, CancellationToken cancellationToken = default);

    /// <summary>Lists the caller's jobs, the oldest first.</summary>
    IAsyncEnumerable<Job> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Counts everybody's jobs.</summary>
    [PeerAuthorize("operators")]
    ValueTask<int> CountAllAsync();

    /// <summary>Works until the server stops, and then finishes what it has begun: tells both.</summary>
    IAsyncEnumerable<string> WorkAsync(CancellationToken cancellationToken = default);
}
