using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Streams;

namespace TypedPeer.CompilerServices;

/// <summary>Takes the streamed arguments of a call that is about to be sent.</summary>
public sealed class PeerOutgoingStreams
{
    private readonly ISession _session;
    private readonly CallSettings _settings;
    private readonly PeerMethod _method;

    internal PeerOutgoingStreams(ISession session, CallSettings settings, PeerMethod method)
    {
        _session = session;
        _settings = settings;
        _method = method;
        Streams = session.CreateStreams();
    }

    /// <summary>Gets the streams as the session's core knows them.</summary>
    internal ArgumentStreams Streams { get; }

    /// <summary>Adds the next streamed argument. The session enumerates it once the peer grants credit.</summary>
    public void Add<T, TCodec>(IAsyncEnumerable<T> items)
        where TCodec : struct, IPeerCodec<T>
    {
        if (items is null)
        {
            throw new PeerDataException($"streamed argument {Streams.Count + 1} is null");
        }

        _ = new ArgumentWriter<T, TCodec>(_session, Streams, _method, _settings.Watch(items));
    }
}
