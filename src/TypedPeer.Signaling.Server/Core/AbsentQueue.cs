using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>What waits for one peer that is not there.</summary>
internal sealed class AbsentQueue(string id, long since)
{
    private readonly List<(string Source, OutgoingMessage Message)> _messages = new(2);

    /// <summary>Gets for whom.</summary>
    public string Id { get; } = id;

    /// <summary>Gets since when, in microseconds.</summary>
    public long Since { get; } = since;

    /// <summary>Gets how much, in bytes as they are held.</summary>
    public int Bytes { get; private set; }

    /// <summary>Gets or sets whether the peer came.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Gets what waits, with who sent it.</summary>
    public IReadOnlyList<(string Source, OutgoingMessage Message)> Messages => _messages;

    /// <summary>Adds a message, which the queue holds from now on.</summary>
    public void Add(string source, OutgoingMessage message)
    {
        message.Retain();
        Bytes += message.Held;
        _messages.Add((source, message));
    }

    /// <summary>Lets go of all messages.</summary>
    public void Clear()
    {
        foreach (var (_, message) in _messages)
        {
            message.Release();
        }

        _messages.Clear();
    }
}
