using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Resuming;

/// <summary>
/// How messages of a session that may change its channel come exactly once, in order: counts them on both ways, keeps those of this side that are not acknowledged, and acknowledges the peer's
/// (docs/protocol.md, "Resume").
/// </summary>
/// <param name="share">This side's part of the key.</param>
/// <param name="bound">How many bytes may be kept before what is sent waits.</param>
internal sealed class ResumableDelivery(byte[] share, long bound)
{
    /// <summary>What a message leaves free for an ACK behind it.</summary>
    public const int Reserve = ResumeFrames.MaxCount;

    /// <summary>The longest message that may come in parts.</summary>
    public const int MaxMessage = 64 * 1024;

    /// <summary>So many bytes that came are acknowledged at the latest, and by themselves if need be. 128 KiB: half of what the peer keeps at least, so that it never waits for nothing.</summary>
    private const int AckAlone = 128 * 1024;

    /// <summary>So many bytes that came are acknowledged with whatever leaves. 16 KiB: what the peer keeps them in is some dozens of KiB, or as much in all.</summary>
    private const int AckAlong = 16 * 1024;

    /// <summary>What may be kept beyond the bound, of frames that the peer brings about: past it, it asks for answers and acknowledges none.</summary>
    private const long MaxBeyond = 1024 * 1024;

    private readonly KeptMessages _kept = new();
    private byte[]? _parts;
    private int _partsLength;
    private bool _keyIsDue;
    private bool _keyIsSent;
    private bool _continueIsDue;
    private long? _suspendIsDue;
    private long _next;
    private long _unacknowledged;
    private long _toldAcknowledged;

    /// <summary>Gets the key; null before the peer's share came.</summary>
    public SessionKey? Key { get; private set; }

    /// <summary>Gets a value indicating whether the session can go on over another channel: both sides have the key.</summary>
    public bool CanResume => Key is not null && _keyIsSent;

    /// <summary>Gets a value indicating whether messages count that leave now.</summary>
    public bool CanKeep => _keyIsSent;

    /// <summary>Gets a value indicating whether messages count, or do once the key's share has left ahead of all that waits.</summary>
    public bool IsAgreed => _keyIsDue || _keyIsSent;

    /// <summary>Gets the one-way calls that leave in several frames.</summary>
    public LargeCalls Large { get; } = new();

    /// <summary>Gets the number of the next message that counts.</summary>
    public long NextMessage => _kept.Added + 1;

    /// <summary>Gets the number of the newest message that the peer is known to have.</summary>
    public long Acknowledged => _kept.Acknowledged;

    /// <summary>Gets or sets the newest of this side's calls that the peer had when it said goodbye, known once it has finished: up to it all came.</summary>
    public ulong Taken { get; set; }

    /// <summary>Gets how many messages of the peer's came.</summary>
    public long Received { get; private set; }

    /// <summary>Gets how many bytes are held of messages that the peer has not acknowledged.</summary>
    public long Held => _kept.Held;

    /// <summary>
    /// Gets a value indicating whether so much is kept that nothing but control leaves. Only memory that the peer has reason to acknowledge counts: buffers may be larger than what is in them.
    /// </summary>
    public bool IsFull => _kept.Held >= bound && _kept.Content >= AckAlone + SessionKey.Size;

    /// <summary>Gets a value indicating whether the peer has everything, and knows that this side has.</summary>
    public bool IsSettled => !CanResume || (_kept.IsEmpty && _unacknowledged == 0);

    /// <summary>Gets a value indicating whether this side goes on, and the peer has not said so yet.</summary>
    public bool AwaitsContinue => Key is not null && _next == 0;

    /// <summary>Gets or sets the room that every frame fits into which was ever made: channels may take less.</summary>
    public int Room { get; set; }

    private bool IsCounting => Key is not null;

    /// <summary>The peer does the same: the key's share is sent.</summary>
    public void Agree() => _keyIsDue = true;

    /// <summary>Whether something of this is to leave by itself.</summary>
    public bool HasOutput(bool hurries) => _keyIsDue || _continueIsDue || _kept.HasUnsent || _suspendIsDue is not null || AckIsDue(hurries);

    /// <summary>This side is about to give its channel up: the peer is told how long it waits for another, in milliseconds.</summary>
    public void Suspend(long patience) => _suspendIsDue = patience;

    /// <summary>Writes the next message of this, which leaves before all others. Returns its length; zero for none.</summary>
    public int WriteOwn(Span<byte> destination, bool hurries)
    {
        if (_keyIsDue)
        {
            var key = ResumeFrames.Key(share);
            key.CopyTo(destination);
            _kept.AddSent(key);
            _keyIsDue = false;
            _keyIsSent = true;
            return key.Length;
        }

        if (_continueIsDue)
        {
            _continueIsDue = false;
            return ResumeFrames.Count(destination, FrameType.Continue, _kept.Sent + 1);
        }

        if (_suspendIsDue is { } patience && !_kept.IsCutting)
        {
            _suspendIsDue = null;
            return ResumeFrames.Count(destination, FrameType.Suspend, patience);
        }

        return AckIsDue(hurries) && !_kept.IsCutting ? WriteAck(destination) : _kept.HasUnsent ? _kept.WriteNext(destination) : 0;
    }

    /// <summary>Lends a buffer to compose messages in that has so much room.</summary>
    public SendBuffer RentBuffer(int room) => _kept.RentBuffer(room);

    /// <summary>A message was composed which leaves now: counts and keeps it, and lets an ACK ride along. Returns the length with that.</summary>
    /// <param name="buffer">What it lies in.</param>
    /// <param name="message">The message with the room behind it.</param>
    /// <param name="length">How long it is.</param>
    public int Left(SendBuffer buffer, Span<byte> message, int length)
    {
        var isCounted = _keyIsSent && ResumeFrames.IsCounted(message[..length]);
        if (isCounted)
        {
            _kept.AddSent(buffer, buffer.Used, length);
        }

        var along = _unacknowledged >= AckAlong || (_unacknowledged > 0 && !isCounted);
        return along && message.Length - length >= Reserve ? length + WriteAck(message[length..]) : length;
    }

    /// <summary>A message was composed that may be larger than the channel's: it leaves by <see cref="WriteOwn"/>. False for one that is not counted, and so is small.</summary>
    public bool TryKeep(ReadOnlySpan<byte> message)
    {
        if (!ResumeFrames.IsCounted(message))
        {
            return false;
        }

        _kept.Add(message);
        return true;
    }

    /// <summary>
    /// Looks at a message that came: puts together what comes in parts. False when there is nothing to read, because it came before, is not whole, or is wrong.
    /// </summary>
    public bool TryTake(ref ReadOnlySpan<byte> message, out string? error)
    {
        error = null;
        if (!IsCounting || message.Length == 0)
        {
            return true;
        }

        if (message[0] == (byte)FrameType.Part)
        {
            error = AddPart(message);
            if (error is not null || _parts is null || _partsLength != _parts.Length)
            {
                return false;
            }

            message = _parts;
            _parts = null;
        }
        else if (_parts is not null)
        {
            error = "a message came between the parts of another";
            return false;
        }

        if (!ResumeFrames.IsCounted(message))
        {
            return true;
        }

        if (_next == 0)
        {
            error = "a message came before CONTINUE";
            return false;
        }

        _unacknowledged += message.Length + KeptMessages.MessageCost;
        return _next++ > Received;
    }

    /// <summary>A message was read.</summary>
    public void Took(ReadOnlySpan<byte> message)
    {
        if (IsCounting && ResumeFrames.IsCounted(message))
        {
            Received++;
        }
    }

    /// <summary>The peer's share of the key came, with its first message that counts. Null, or what the peer did wrong.</summary>
    public string? OnKey(ref FrameReader reader)
    {
        if (Key is not null || !reader.TryBytes(SessionKey.Size, out var peer) || peer.SequenceEqual(share))
        {
            return "RESUME-KEY is wrong";
        }

        Key = new(share, peer);
        _unacknowledged = KeptMessages.MessageCost;
        _next = 2;
        return null;
    }

    /// <summary>The peer has messages of this side. Null, or what it did wrong.</summary>
    public string? OnAck(ref FrameReader reader)
    {
        if (!reader.TryVarint(long.MaxValue, out var count) || (long)count > _kept.Added || (long)count < _toldAcknowledged)
        {
            return "ACK of what was not sent, or was acknowledged";
        }

        _toldAcknowledged = (long)count;
        _kept.Acknowledge((long)count);
        return null;
    }

    /// <summary>The peer says which of its messages is the next on this channel. Null, or what it did wrong.</summary>
    public string? OnContinue(ref FrameReader reader)
    {
        if (Key is null || _next != 0 || !reader.TryVarint(long.MaxValue, out var next) || next == 0 || (long)next > Received + 1)
        {
            return "CONTINUE leaves messages out";
        }

        _next = (long)next;
        return null;
    }

    /// <summary>Takes a message that is CONTINUE and nothing else. False for every other.</summary>
    public bool TryContinue(ReadOnlySpan<byte> message)
    {
        var position = 1;
        if (message.IsEmpty || message[0] != (byte)FrameType.Continue || !Varint.TryRead(message, ref position, out var length) || length != (ulong)(message.Length - position))
        {
            return false;
        }

        var reader = new FrameReader(message[position..]);
        return OnContinue(ref reader) is null;
    }

    /// <summary>Whether the peer acknowledges nothing of what it brings about.</summary>
    public bool IsFlooded => _kept.Held > bound + MaxBeyond;

    /// <summary>Whether the peer can have so many messages of this side.</summary>
    public bool MayHave(long count) => count <= _kept.Added;

    /// <summary>Goes on over a new channel, where the peer says how many messages it has.</summary>
    public void Resume(long received)
    {
        _kept.Rewind(received);
        _toldAcknowledged = 0;
        _suspendIsDue = null;
        _continueIsDue = true;
        _next = 0;
        DropParts();
    }

    /// <summary>Lets go of everything. Returns how many one-way calls the peer may not have got.</summary>
    public int Clear()
    {
        var lost = Large.Count(Acknowledged, Taken) + (_kept.IsEmpty ? 0 : _kept.CountOneWayCalls(Taken));
        _kept.Clear();
        _keyIsDue = _continueIsDue = _keyIsSent = false;
        _suspendIsDue = null;
        DropParts();
        Key?.Clear();
        return lost;
    }

    private bool AckIsDue(bool hurries) => _unacknowledged >= AckAlone || (hurries && _unacknowledged > 0);

    private int WriteAck(Span<byte> destination)
    {
        _unacknowledged = 0;
        return ResumeFrames.Count(destination, FrameType.Ack, Received);
    }

    private string? AddPart(ReadOnlySpan<byte> message)
    {
        var position = 1;
        if (!Varint.TryRead(message, ref position, out var length) || length != (ulong)(message.Length - position)
            || !Varint.TryRead(message, ref position, out var rest))
        {
            return "PART is no message of its own";
        }

        var bytes = message[position..];
        if (_parts is null)
        {
            if (rest + (ulong)bytes.Length > MaxMessage || bytes.IsEmpty)
            {
                return "PART of a message that is too long";
            }

            _parts = new byte[(int)rest + bytes.Length];
            _partsLength = 0;
        }

        if (bytes.IsEmpty || (ulong)(_parts.Length - _partsLength) != rest + (ulong)bytes.Length)
        {
            return "PART does not fit the one before it";
        }

        bytes.CopyTo(_parts.AsSpan(_partsLength));
        _partsLength += bytes.Length;
        return null;
    }

    private void DropParts()
    {
        _parts = null;
        _partsLength = 0;
    }
}
