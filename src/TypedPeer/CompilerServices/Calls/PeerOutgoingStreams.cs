using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Streams;

namespace TypedPeer.CompilerServices;

/// <summary>Takes the streamed arguments of a call that is about to be sent.</summary>
public sealed class PeerOutgoingStreams
{
    private readonly SessionEngine _engine;
    private readonly List<OutgoingStream> _streams = new(1);

    private readonly CallSettings _settings;
    private readonly PeerMethod _method;

    internal PeerOutgoingStreams(SessionEngine engine, CallSettings settings, PeerMethod method)
    {
        _method = method;
        _engine = engine;
        _settings = settings;
    }

    /// <summary>Gets or sets what went wrong in the caller's own items, for the caller's exception to carry.</summary>
    internal Exception? Failure { get; set; }

    internal int Count => _streams.Count;

    /// <summary>Gets how many bytes of items wait. Under the lock.</summary>
    internal long QueuedBytes
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

    /// <summary>Adds the next streamed argument. The session enumerates it once the peer grants credit.</summary>
    public void Add<T, TCodec>(IAsyncEnumerable<T> items)
        where TCodec : struct, IPeerCodec<T>
    {
        if (items is null)
        {
            throw new PeerDataException($"streamed argument {_streams.Count + 1} is null");
        }

        _streams.Add(new ArgumentStream<T, TCodec>(_engine, this, _method, _settings.Watch(items)));
    }

    /// <summary>The call's header is in the queue: the items may follow. Under the lock.</summary>
    internal void Start(ulong call, long notBefore, long credit, PeerPriority priority)
    {
        for (var i = 0; i < _streams.Count; i++)
        {
            var stream = _streams[i];
            stream.Call = call << 1;
            stream.Index = i + 1;
            stream.NotBefore = notBefore;
            stream.Credit = credit;
            stream.Priority = priority;
            _engine.Work.Add(stream);
        }
    }

    /// <summary>Gets the stream with the index that frames use, or null. Under the lock.</summary>
    internal OutgoingStream? Find(ulong index) => index >= 1 && index <= (ulong)_streams.Count ? _streams[(int)index - 1] : null;

    /// <summary>Nobody takes more of one stream, or of all. Under the lock.</summary>
    internal void Stop(ulong index, bool all)
    {
        if (all)
        {
            StopAll();
        }
        else
        {
            Find(index)?.Stop();
        }
    }

    /// <summary>The call is over. Under the lock.</summary>
    internal void StopAll()
    {
        foreach (var stream in _streams)
        {
            stream.Stop();
        }
    }
}
