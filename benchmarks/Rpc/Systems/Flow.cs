namespace TypedPeer.Benchmarks.Rpc.Systems;

/// <summary>How long an upload goes on, and how far it came. One thread at a time takes; any may stop it.</summary>
internal sealed class Flow
{
    public const int BlockSize = 16 * 1024;
    private long _blocks;
    private volatile bool _isStopped;

    public long Bytes => Volatile.Read(ref _blocks) * BlockSize;

    public void Stop() => _isStopped = true;

    /// <summary>Counts one more block; false when the stream is over.</summary>
    public bool Take()
    {
        if (_isStopped)
        {
            return false;
        }

        Volatile.Write(ref _blocks, _blocks + 1);
        return true;
    }
}
