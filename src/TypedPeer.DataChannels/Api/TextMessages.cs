using System.Buffers;
using System.Text;

namespace TypedPeer.DataChannels.Api;

/// <summary>Text messages as channels send them: in UTF-8, where an unpaired surrogate becomes U+FFFD.</summary>
internal static class TextMessages
{
    /// <summary>Longer texts are not encoded before it is clear that the peer may take them.</summary>
    private const int Long = 64 * 1024;

    /// <summary>Queues one. False when it need not be taken, and the channel takes none any more.</summary>
    public static bool Send(DataChannel channel, ChannelBackend backend, string message, bool mustBeOpen)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfCertainlyTooLong(channel, message);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(message.Length));
        try
        {
            var utf8 = buffer.AsSpan(0, Encoding.UTF8.GetBytes(message, buffer));
            if (!mustBeOpen)
            {
                return backend.TrySend(utf8, isText: true);
            }

            backend.Send(utf8, isText: true);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void ThrowIfCertainlyTooLong(DataChannel channel, string message)
    {
        if (message.Length > Long && message.Length > channel.MaxMessageSize && channel.ReadyState <= DataChannelState.Open)
        {
            // Each character takes a byte at least.
            throw new ArgumentException($"The message has {message.Length} characters; the peer takes {channel.MaxMessageSize} bytes.", nameof(message));
        }
    }
}
