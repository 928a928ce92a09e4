namespace TypedPeer.Samples.AspNetCore;

/// <summary>What one client counted.</summary>
internal sealed class ClientCounts
{
    public required string User { get; init; }

    public int Submitted { get; set; }

    public int Listed { get; set; }

    public int Allowed { get; set; }

    public int Denied { get; set; }

    public int Finished { get; set; }
}

/// <summary>What the server counted: jobs in its store, and spans by method and status.</summary>
internal sealed class ServerCounts
{
    public required Dictionary<string, int> Submitted { get; init; }

    public required int Finished { get; init; }

    public required Dictionary<string, int> Spans { get; init; }
}
