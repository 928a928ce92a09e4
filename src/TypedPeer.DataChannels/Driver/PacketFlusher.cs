using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Sends what the core has to send, and knows when a message that was given to it is worth a system call of its own. All members belong to
/// whoever has the lock.
/// </summary>
internal sealed class PacketFlusher(ContainedCore core)
{
    /// <summary>So many bytes given to Send are worth a system call at once; less waits for the pool when data are in flight already.</summary>
    private const int FlushBytes = 16 * 1024;

    /// <summary>
    /// Nor does a message wait when nothing was sent for so long, in microseconds: that bounds the system calls, and messages that
    /// come in quick succession still leave together.
    /// </summary>
    private const long FlushInterval = 10;

    /// <summary>What a small message weighs beside its bytes, for <see cref="FlushBytes"/>.</summary>
    private const int MessageOverhead = 64;

    private long _unflushed;
    private long _flushed;

    /// <summary>Gets whether what waits is worth a system call whatever happens next.</summary>
    public bool IsFull => _unflushed >= FlushBytes;

    /// <summary>Gets whether nothing will send what waits before long: neither was anything sent a moment ago nor is anything due to come from the peer.</summary>
    public bool IsAloneAt(long now) => now - _flushed >= FlushInterval || !core.HasDataInFlight;

    /// <summary>Counts a message that was given to the core.</summary>
    public void Count(int bytes) => _unflushed += bytes + MessageOverhead;

    /// <summary>What waits is sent, or never will be.</summary>
    public void Reset(long now)
    {
        _unflushed = 0;
        _flushed = now;
    }

    /// <summary>Sends all that the core has to send now.</summary>
    public void Flush(long now)
    {
        Reset(now);
        var batch = SendBatch.Rent();
        bool more;
        do
        {
            more = core.Fill(batch, now);
            if (batch.Length > 0)
            {
                core.Do(static (_, batch) => Send(batch), batch);
                batch.Clear();
            }
        }
        while (more);

        SendBatch.Return(batch);
    }

    private static void Send(SendBatch batch)
    {
        for (var index = 0; index < batch.RunCount; index++)
        {
            ref readonly var run = ref batch[index];
            run.Path.Send(run, batch[run]);
        }
    }
}
