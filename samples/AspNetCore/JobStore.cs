using System.Collections.Concurrent;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>The server's jobs: a singleton that handlers use until the last of them has ended.</summary>
internal sealed class JobStore : IDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Job>> _jobs = new(StringComparer.Ordinal);
    private int _numbers;
    private int _finished;
    private volatile bool _isDisposed;

    /// <summary>Gets how many jobs each user has.</summary>
    public Dictionary<string, int> Counts => _jobs.ToDictionary(static entry => entry.Key, static entry => entry.Value.Count, StringComparer.Ordinal);

    /// <summary>Gets how often work was finished while the server stopped.</summary>
    public int Finished => _finished;

    public int Add(string user, string title)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var number = Interlocked.Increment(ref _numbers);
        _jobs.GetOrAdd(user, static _ => new()).Enqueue(new(number, title));
        return number;
    }

    public IReadOnlyCollection<Job> Of(string user) => _jobs.TryGetValue(user, out var jobs) ? jobs : [];

    public int Finish()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Interlocked.Increment(ref _finished);
        return _numbers;
    }

    public void Dispose() => _isDisposed = true;
}
