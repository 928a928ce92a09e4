using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Dtls.Flights;

/// <summary>
/// The messages sent together, kept in the clear until the next flight: a repetition is cut and encrypted anew, with new
/// record numbers (RFC 6347 section 4.2.4).
/// </summary>
internal sealed class OutgoingFlight
{
    /// <summary>A rest this small is not worth a fragment of its own; the next datagram takes it.</summary>
    private const int SmallestFragment = 48;

    private readonly List<Entry> _entries = [];
    private ushort _nextMessage;
    private int _entry;
    private int _offset;

    /// <summary>Gets whether there is a flight to repeat.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Gets whether something waits to be written.</summary>
    public bool HasPending => _entry < _entries.Count;

    /// <summary>Gets whether the peer owes an answer, so that silence means a repetition.</summary>
    public bool ExpectsAnswer { get; private set; }

    /// <summary>Gets how often the flight was written to its end.</summary>
    public int Transmissions { get; private set; }

    /// <summary>Starts a new flight; the one before is answered.</summary>
    public void Begin(bool expectsAnswer)
    {
        Clear();
        ExpectsAnswer = expectsAnswer;
        Transmissions = 0;
    }

    /// <summary>Adds a message under the next message number and returns it as the transcript wants it.</summary>
    public ReadOnlySpan<byte> Add(HandshakeType type, ReadOnlySpan<byte> body, int epoch = 0)
    {
        var whole = new byte[HandshakeHeader.Size + body.Length];
        new HandshakeHeader(type, body.Length, _nextMessage++, 0, body.Length).Write(whole);
        body.CopyTo(whole.AsSpan(HandshakeHeader.Size));
        _entries.Add(new Entry(ContentType.Handshake, epoch, whole));
        return whole;
    }

    /// <summary>Adds the ChangeCipherSpec record.</summary>
    public void AddChangeCipherSpec() => _entries.Add(new Entry(ContentType.ChangeCipherSpec, 0, [1]));

    /// <summary>Makes the flight be written once more.</summary>
    public void Rewind()
    {
        _entry = 0;
        _offset = 0;
    }

    /// <summary>Forgets the flight: the peer has it.</summary>
    public void Clear()
    {
        _entries.Clear();
        Rewind();
    }

    /// <summary>Fills a datagram with as many records as fit. Returns its length.</summary>
    public int Write(Span<byte> destination, RecordLayer records)
    {
        var written = 0;
        while (HasPending)
        {
            var count = WriteRecord(destination[written..], records, isFirst: written == 0);
            if (count == 0)
            {
                break;
            }

            written += count;
        }

        if (!HasPending && written > 0)
        {
            Transmissions++;
        }

        return written;
    }

    private int WriteRecord(Span<byte> destination, RecordLayer records, bool isFirst)
    {
        var entry = _entries[_entry];
        var room = destination.Length - RecordLayer.Overhead(entry.Epoch);
        var payload = destination[Math.Min(RecordLayer.PayloadOffset(entry.Epoch), destination.Length)..];
        int length;
        if (entry.Type != ContentType.Handshake)
        {
            length = entry.Bytes.Length;
            if (room < length)
            {
                return 0;
            }

            entry.Bytes.CopyTo(payload);
            _entry++;
        }
        else
        {
            length = CutFragment(entry.Bytes, payload, room, isFirst);
            if (length == 0)
            {
                return 0;
            }
        }

        return records.Seal(destination, entry.Type, entry.Epoch, length);
    }

    private int CutFragment(byte[] whole, Span<byte> payload, int room, bool isFirst)
    {
        var body = whole.AsSpan(HandshakeHeader.Size);
        var left = body.Length - _offset;
        var count = Math.Min(left, room - HandshakeHeader.Size);
        var isWorthwhile = count == left || (count > 0 && isFirst) || count >= SmallestFragment;
        if (count < 0 || !isWorthwhile)
        {
            return 0;
        }

        whole.AsSpan(0, HandshakeHeader.Size).CopyTo(payload);
        HandshakeHeader.WriteFragment(payload, _offset, count);
        body.Slice(_offset, count).CopyTo(payload[HandshakeHeader.Size..]);
        _offset += count;
        if (_offset == body.Length)
        {
            _entry++;
            _offset = 0;
        }

        return HandshakeHeader.Size + count;
    }

    private sealed record Entry(ContentType Type, int Epoch, byte[] Bytes);
}
