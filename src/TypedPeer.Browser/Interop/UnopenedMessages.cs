namespace TypedPeer.Browser.Interop;

/// <summary>Messages that were sent before the channel opened, which the browser itself would refuse.</summary>
internal sealed class UnopenedMessages
{
    /// <summary>Where the browser itself stops for an open channel.</summary>
    private const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>An array and its place in the queue.</summary>
    private const int Overhead = 64;

    private readonly Queue<(byte[] Bytes, bool IsText)> _messages = [];
    private long _held;

    /// <summary>Gets how many bytes of messages wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Keeps a copy; false where too much waits already.</summary>
    public bool TryAdd(ReadOnlySpan<byte> message, bool isText)
    {
        if (_held + message.Length + Overhead > MaxBytes)
        {
            return false;
        }

        _held += message.Length + Overhead;
        Bytes += message.Length;
        _messages.Enqueue((message.ToArray(), isText));
        return true;
    }

    public bool TryTake(out (byte[] Bytes, bool IsText) message)
    {
        var isThere = _messages.TryDequeue(out message);
        if (isThere)
        {
            _held -= message.Bytes.Length + Overhead;
            Bytes -= message.Bytes.Length;
        }

        return isThere;
    }
}
