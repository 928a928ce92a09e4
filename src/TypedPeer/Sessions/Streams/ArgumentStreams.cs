using TypedPeer.Sessions.State;

namespace TypedPeer.Sessions.Streams;

/// <summary>The streamed arguments of one call this side makes.</summary>
internal sealed class ArgumentStreams(SessionState state)
{
    private readonly List<OutgoingStream> _streams = new(1);

    /// <summary>Gets or sets what went wrong in the caller's own items, for the caller's exception to carry.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets how many bytes of items wait.</summary>
    public long QueuedBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var stream in _streams)
            {
                bytes += stream.QueuedBytes;
            }

            return bytes;
        }
    }

    /// <summary>Gets how many there are.</summary>
    public int Count => _streams.Count;

    /// <summary>Adds the next one, before the call is started.</summary>
    public OutgoingStream Add()
    {
        var stream = new OutgoingStream(state) { Index = _streams.Count + 1 };
        _streams.Add(stream);
        return stream;
    }

    /// <summary>The call's header is in the queue: the items may follow.</summary>
    public void Start(ulong call, long notBefore, long credit, PeerPriority priority)
    {
        foreach (var stream in _streams)
        {
            stream.Call = call << 1;
            stream.NotBefore = notBefore;
            stream.Credit = credit;
            stream.Priority = priority;
            state.Add(stream.Producer);
        }
    }

    /// <summary>Gets the stream with the index that frames use, or null.</summary>
    public OutgoingStream? Find(ulong index) => index >= 1 && index <= (ulong)_streams.Count ? _streams[(int)index - 1] : null;

    /// <summary>Nobody takes more of one stream.</summary>
    public void Stop(ulong index) => Find(index)?.Stop();

    /// <summary>The call is over, or nobody takes more of any of its streams.</summary>
    public void StopAll()
    {
        foreach (var stream in _streams)
        {
            stream.Stop();
        }
    }
}
