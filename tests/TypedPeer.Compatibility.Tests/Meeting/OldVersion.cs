namespace TypedPeer.Compatibility.Tests.Meeting;

/// <summary>The contract as a kept generation has it: served, and called.</summary>
internal abstract class OldVersion
{
    /// <summary>What the old side can call, by name; each says in words what came back.</summary>
    public abstract IReadOnlyDictionary<string, Func<PeerSession, Task<string>>> Calls { get; }

    public abstract void Serve(PeerSessionBuilder builder);

    protected static async Task<string> JoinAsync<T>(IAsyncEnumerable<T> items)
    {
        var found = new List<T>();
        await foreach (var item in items)
        {
            found.Add(item);
        }

        return string.Join(" ", found);
    }
}
