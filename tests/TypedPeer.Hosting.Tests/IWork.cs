using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace TypedPeer.Hosting.Tests;

/// <summary>Calls that last as long as a test wants.</summary>
[PeerContract]
public partial interface IWork
{
    ValueTask<string> WorkAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> WatchAsync(CancellationToken cancellationToken = default);

    ValueTask StopHostAsync();
}

internal sealed class Work(Store store, IHostApplicationLifetime lifetime, IServiceProvider services) : IWork
{
    public async ValueTask<string> WorkAsync(CancellationToken cancellationToken)
    {
        store.Begun.TrySetResult();
        await store.Go.Task.WaitAsync(cancellationToken);
        return store.Read();
    }

    /// <summary>Goes on until the application stops, as a feed does.</summary>
    public async IAsyncEnumerable<int> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return 1;
        var stopping = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.WaitAsync(cancellationToken);
        yield return 2;
    }

    public async ValueTask StopHostAsync() => await ((IHost)services.GetService(typeof(IHost))!).StopAsync();
}

/// <summary>A singleton that handlers work with until they have ended.</summary>
internal sealed class Store : IDisposable
{
    private bool _isDisposed;

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Read() => _isDisposed ? "disposed" : "alive";

    public void Dispose() => _isDisposed = true;
}
