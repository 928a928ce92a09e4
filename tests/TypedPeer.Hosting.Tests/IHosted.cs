using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TypedPeer.Hosting.Tests;

[PeerContract]
public partial interface IHosted
{
    ValueTask<int> CountAsync();

    ValueTask<string> TraceAsync();

    ValueTask FailAsync();

    IAsyncEnumerable<bool> WatchAsync(int count, CancellationToken cancellationToken = default);
}

internal sealed class Hosted(Resource resource) : IHosted
{
    private int _count;

    public ValueTask<int> CountAsync() => new(++_count);

    public ValueTask<string> TraceAsync() => new(Activity.Current?.TraceId.ToString() ?? "none");

    public ValueTask FailAsync() => throw new InvalidOperationException("a secret");

    public async IAsyncEnumerable<bool> WatchAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return resource.IsDisposed;
        }
    }
}

/// <summary>Something that lives as long as its scope.</summary>
internal sealed class Resource(Scopes scopes) : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        IsDisposed = true;
        scopes.Disposed();
    }
}

/// <summary>Counts scopes that have ended.</summary>
internal sealed class Scopes
{
    private readonly Channel<bool> _disposed = Channel.CreateUnbounded<bool>();

    public void Disposed() => _disposed.Writer.TryWrite(true);

    public async Task WaitForAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _disposed.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }
}
