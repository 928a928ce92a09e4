using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>Collects what other servers are to learn of; nothing where there are none.</summary>
internal sealed class Elsewhere(bool exists)
{
    private readonly Queue<ElsewhereWork> _work = new();

    /// <summary>Gets whether there are other servers.</summary>
    public bool Exists => exists;

    /// <summary>Gets whether there is something.</summary>
    public bool HasWork => _work.Count > 0;

    /// <summary>Takes the next.</summary>
    public bool TryTake(out ElsewhereWork work) => _work.TryDequeue(out work);

    /// <summary>The members of a room elsewhere get a message.</summary>
    public void Publish(string room, string except, OutgoingMessage message, ConnectionState? asking = null, long sequence = 0, int reached = 0)
    {
        if (exists)
        {
            message.Retain();
            _work.Enqueue(new(ElsewhereKind.Publish, except, room, message, Asking: asking, Sequence: sequence, Reached: reached));
        }
    }

    /// <summary>A client elsewhere gets a message.</summary>
    public void Route(string source, string id, OutgoingMessage message)
    {
        if (exists)
        {
            message.Retain();
            _work.Enqueue(new(ElsewhereKind.Route, source, id, message));
        }
    }

    /// <summary>A client left a room.</summary>
    public void Leave(string id, string room)
    {
        if (exists)
        {
            _work.Enqueue(new(ElsewhereKind.Leave, id, room));
        }
    }

    /// <summary>A client has other metadata.</summary>
    public void ChangeMetadata(string id, byte[] metadata)
    {
        if (exists)
        {
            _work.Enqueue(new(ElsewhereKind.ChangeMetadata, id, string.Empty, Metadata: metadata));
        }
    }

    /// <summary>A client is gone.</summary>
    public void Unregister(string id, string? connection)
    {
        if (exists && connection is not null)
        {
            _work.Enqueue(new(ElsewhereKind.Unregister, id, connection));
        }
    }
}
