using System.Buffers;
using System.Text;

namespace TypedPeer.Signaling.Channels;

/// <summary>One message on its way out: text, or bytes in a buffer of the pool.</summary>
internal readonly struct OutgoingMessage
{
    private readonly byte[]? _rented;

    private OutgoingMessage(string? text, byte[]? rented, int length, long acceptedAt) => (Text, _rented, Length, AcceptedAt) = (text, rented, length, acceptedAt);

    /// <summary>Gets the text; null where it is bytes.</summary>
    public string? Text { get; }

    /// <summary>Gets the length in bytes, of text as UTF-8.</summary>
    public int Length { get; }

    /// <summary>Gets the clock's timestamp of when it was accepted.</summary>
    public long AcceptedAt { get; }

    public ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, Length);

    public static OutgoingMessage Of(string text, long now) => new(text, null, Encoding.UTF8.GetByteCount(text), now);

    /// <summary>Makes one of a copy.</summary>
    public static OutgoingMessage Of(ReadOnlySpan<byte> bytes, long now)
    {
        var rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented);
        return new(null, rented, bytes.Length, now);
    }

    /// <summary>Gives the buffer back; nobody uses the message any more.</summary>
    public void Return()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
