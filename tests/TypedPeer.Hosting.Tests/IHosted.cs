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

    [OneWay]
    ValueTask NoteAsync(string text);

    IAsyncEnumerable<string> RelayAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<string> ForwardAsync(CancellationToken cancellationToken = default);

    ValueTask<string> CollectAsync(IAsyncEnumerable<string> items, CancellationToken cancellationToken = default);

    IAsyncEnumerable<bool> WatchAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<string> StateAsync(IProgress<int> progress);
}

internal sealed class Hosted(Resource resource) : IHosted
{
    private int _count;

    public ValueTask<int> CountAsync() => new(++_count);

    public ValueTask<string> TraceAsync() => new(Activity.Current?.TraceId.ToString() ?? "none");

    public ValueTask<string> StateAsync(IProgress<int> progress)
    {
        progress.Report(1);
        return new($"{Activity.Current?.TraceStateString} {string.Join(',', Activity.Current?.Baggage ?? [])}");
    }

    public ValueTask FailAsync() => throw new InvalidOperationException("a secret");

    public ValueTask NoteAsync(string text) => default;

    /// <summary>Calls its caller back for each item.</summary>
    public async IAsyncEnumerable<string> RelayAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var caller = PeerCallContext.Current!.Session.GetRemote<IHosted>();
        for (var i = 0; i < count; i++)
        {
            await caller.CountAsync();
            await Task.Yield();
            yield return await caller.TraceAsync() + " " + Activity.Current?.SpanId + " " + (PeerCallContext.Current?.TimeLeft is not null);
        }
    }

    /// <summary>Uploads items to its caller that each come out of another call to it.</summary>
    public async ValueTask<string> ForwardAsync(CancellationToken cancellationToken = default)
    {
        return await PeerCallContext.Current!.Session.GetRemote<IHosted>().CollectAsync(Items(), cancellationToken);

        static async IAsyncEnumerable<string> Items()
        {
            var caller = PeerCallContext.Current!.Session.GetRemote<IHosted>();
            for (var i = 0; i < 2; i++)
            {
                await Task.Yield();
                yield return await caller.TraceAsync() + " " + (PeerCallContext.Current?.TimeLeft is not null);
            }
        }
    }

    public async ValueTask<string> CollectAsync(IAsyncEnumerable<string> items, CancellationToken cancellationToken = default)
    {
        var all = new List<string>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            all.Add(item);
        }

        return string.Join(';', all);
    }

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
        if (scopes.Failure is { } failure)
        {
            throw failure;
        }
    }
}

/// <summary>Counts scopes that have ended.</summary>
internal sealed class Scopes
{
    private readonly Channel<bool> _disposed = Channel.CreateUnbounded<bool>();

    /// <summary>Gets or sets what disposing a scope throws.</summary>
    public Exception? Failure { get; set; }

    public void Disposed() => _disposed.Writer.TryWrite(true);

    public async Task WaitForAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _disposed.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }
}
