using System.Runtime.CompilerServices;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>Made anew for each call, in a scope of its own: the call says whose it is.</summary>
internal sealed class Jobs(JobStore store, PeerCallContext call, IHostApplicationLifetime lifetime) : IJobs
{
    private string User => call.User?.Identity?.Name ?? throw new PeerException(PeerStatus.PermissionDenied, "This call is for users with a name.");

    public ValueTask<string> WhoAmIAsync() => ValueTask.FromResult(User);

    public ValueTask<int> SubmitAsync(string title, CancellationToken cancellationToken) => ValueTask.FromResult(store.Add(User, title));

    public async IAsyncEnumerable<Job> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var job in store.Of(User))
        {
            yield return job;
            await Task.Yield();
        }
    }

    public ValueTask<int> CountAllAsync() => ValueTask.FromResult(store.Counts.Values.Sum());

    public async IAsyncEnumerable<string> WorkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "begun";
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (lifetime.ApplicationStopping.Register(stopping.SetResult))
        {
            await stopping.Task.WaitAsync(cancellationToken);
        }

        // The server waits for this, and lets go of nothing before.
        yield return $"finished with {store.Finish()} jobs there";
    }
}
