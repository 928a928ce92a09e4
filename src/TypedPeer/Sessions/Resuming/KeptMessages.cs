using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Resuming;

/// <summary>
/// Messages that the peer has not acknowledged, in order, each with its number: the first is 1. A large one is kept where it was composed, and small ones are copied side by side; what is held is
/// counted with the whole buffers. They may be sent a second time from the oldest on, cut where a channel takes less.
/// </summary>
internal sealed class KeptMessages
{
    /// <summary>From this size on, in bytes, a message is kept where it was composed, in a buffer of its own at first: 4 KiB, which a copy of costs less than a buffer to have and to give back.</summary>
    private const int Large = 4 * 1024;

    /// <summary>The largest buffer of small messages, as a power of two times the least.</summary>
    private const int MostDoublings = 4;

    /// <summary>What each message costs whoever keeps it beside its bytes, as the two sides count.</summary>
    public const int MessageCost = 4;

    /// <summary>How many a session has room for that keeps any: most calls are acknowledged before there are more.</summary>
    private const int Few = 16;

    /// <summary>How many rooms for few lie idle in a process.</summary>
    private const int MaxIdle = 256;

    /// <summary>
    /// Those rooms come and go with every call. The platform's pool is for the others: it is compiled anew in each process for a type that is not its own, which the first call would wait for.
    /// </summary>
    private static readonly ObjectPool<Message[]> Rooms = new(MaxIdle);

    /// <summary>The messages, each at its number modulo the length, which is a power of two; none while nothing is kept.</summary>
    private Message[]? _messages;

    /// <summary>The buffers that have room: of small messages, and that large ones are composed in.</summary>
    private SendBuffer? _small;
    private SendBuffer? _large;
    private int _buffers;
    private long _held;

    /// <summary>How much of the message to send next was sent in parts.</summary>
    private int _cut;

    /// <summary>The number of the newest message that the peer said to have, over whichever channel.</summary>
    private long _told;

    /// <summary>Gets the number of the newest message that was added.</summary>
    public long Added { get; private set; }

    /// <summary>Gets the number of the newest message that the channel has got whole.</summary>
    public long Sent { get; private set; }

    /// <summary>Gets the number of the newest message that the peer is known to have.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Gets how many bytes of memory are held.</summary>
    public long Held => _held + (Room * Unsafe.SizeOf<Message>());

    /// <summary>Gets how many bytes the messages have, with what each costs beside.</summary>
    public long Content { get; private set; }

    public bool IsEmpty => Added == Acknowledged;

    /// <summary>Gets a value indicating whether something waits to be given to the channel.</summary>
    public bool HasUnsent => Sent != Added;

    /// <summary>Gets a value indicating whether a message was sent in part.</summary>
    public bool IsCutting => _cut > 0;

    /// <summary>Lends a buffer to compose messages in that has so much room: the one in which large ones are kept, or a new one.</summary>
    public SendBuffer RentBuffer(int room)
    {
        if (_large is not { } large || large.Left < room)
        {
            return SendBuffer.Rent(SendBuffer.Size);
        }

        large.AddReference();
        return large;
    }

    /// <summary>Keeps a message that the channel gets now, where it lies unless it is small.</summary>
    public void AddSent(SendBuffer buffer, int start, int length)
    {
        if (start == 0 && length < Large)
        {
            AddSent(buffer.Bytes.AsSpan(0, length));
            return;
        }

        _large = buffer;
        Add(buffer, start, length);
        Sent = Added;
    }

    /// <summary>Keeps a copy of a message that the channel gets now.</summary>
    public void AddSent(ReadOnlySpan<byte> message)
    {
        Add(message);
        Sent = Added;
    }

    /// <summary>Keeps a copy of a message that waits.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        var buffer = _small;
        if (buffer is not null && buffer.Left >= message.Length)
        {
            Copy(message, buffer);
            return;
        }

        // A session that keeps a few bytes holds a small buffer, and one that keeps many holds few.
        var size = SendBuffer.LeastSize << Math.Min(_buffers, MostDoublings);
        buffer = SendBuffer.Rent(Math.Max(size, (int)BitOperations.RoundUpToPowerOf2((uint)message.Length)));
        Copy(message, buffer);
        _small = buffer;
        buffer.Release();
    }

    /// <summary>The peer has the messages up to a number: they go, each once it was sent over this channel, where it is expected all the same since messages carry no numbers.</summary>
    public void Acknowledge(long number)
    {
        _told = Math.Max(_told, number);
        Release();
    }

    /// <summary>Sends everything again that the peer, on another channel, does not say to have.</summary>
    public void Rewind(long received)
    {
        Sent = Added;
        Acknowledge(received);
        _cut = 0;
        Sent = Acknowledged;
    }

    /// <summary>Writes the next message that waits, or as much of it as fits, as PART. Returns the length.</summary>
    public int WriteNext(Span<byte> destination)
    {
        var message = BytesOf(Sent + 1);
        if (_cut == 0 && message.Length <= destination.Length)
        {
            message.CopyTo(destination);
            var length = message.Length;
            Pass();
            return length;
        }

        var count = Math.Min(message.Length - _cut, destination.Length - FrameWriter.MaxHeader - Varint.MaxSize);
        var rest = message.Length - _cut - count;
        var writer = new FrameWriter(destination, FrameType.Part, Varint.Size((ulong)rest) + count);
        writer.Varint((ulong)rest);
        writer.Bytes(message.Slice(_cut, count));
        _cut += count;
        if (rest == 0)
        {
            Pass();
        }

        return writer.Position;
    }

    /// <summary>Counts the one-way calls in what is kept whose numbers are above <paramref name="taken"/>.</summary>
    public int CountOneWayCalls(ulong taken)
    {
        var calls = 0;
        for (var number = Acknowledged + 1; number <= Added; number++)
        {
            calls += ResumeFrames.CountOneWayCalls(BytesOf(number), taken);
        }

        return calls;
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        _told = Sent = Added;
        _cut = 0;
        Release();
    }

    private int Room => _messages?.Length ?? 0;

    private ref Message At(long number) => ref _messages![number & (_messages.Length - 1)];

    private ReadOnlySpan<byte> BytesOf(long number)
    {
        ref var message = ref At(number);
        return message.Buffer.Bytes.AsSpan(message.Start, message.Length);
    }

    private void Pass()
    {
        _cut = 0;
        Sent++;
        Release();
    }

    private void Copy(ReadOnlySpan<byte> message, SendBuffer buffer)
    {
        var start = buffer.Used;
        message.CopyTo(buffer.Bytes.AsSpan(start));
        Add(buffer, start, message.Length);
    }

    private void Add(SendBuffer buffer, int start, int length)
    {
        if (Added - Acknowledged == Room)
        {
            Resize(Math.Max(Few, 2 * Room));
        }

        At(++Added) = new(buffer, start, length);
        Content += length + MessageCost;
        buffer.Used = start + length;
        if (buffer.Kept++ == 0)
        {
            buffer.AddReference();
            _held += buffer.Bytes.Length;
            _buffers++;
        }
    }

    private void Release()
    {
        for (var last = Math.Min(_told, Sent); Acknowledged < last;)
        {
            ref var message = ref At(++Acknowledged);
            Content -= message.Length + MessageCost;
            LetGo(message.Buffer);
            message = default;
        }

        if (IsEmpty && _messages is not null)
        {
            Resize(0);
        }
    }

    /// <summary>A message in a buffer is kept no more.</summary>
    private void LetGo(SendBuffer buffer)
    {
        if (--buffer.Kept > 0)
        {
            return;
        }

        _small = _small == buffer ? null : _small;
        _large = _large == buffer ? null : _large;
        _held -= buffer.Bytes.Length;
        _buffers--;
        buffer.Release();
    }

    /// <summary>Moves the messages to an array of another size.</summary>
    private void Resize(int size)
    {
        var former = _messages;
        _messages = size switch
        {
            0 => null,
            Few => Rooms.Rent() ?? new Message[Few],
            _ => ArrayPool<Message>.Shared.Rent(size),
        };
        for (var number = Acknowledged + 1; number <= Added; number++)
        {
            At(number) = former![number & (former.Length - 1)];
        }

        if (former is null)
        {
            return;
        }

        if (former.Length == Few)
        {
            Array.Clear(former);
            Rooms.Return(former);
        }
        else
        {
            ArrayPool<Message>.Shared.Return(former, clearArray: true);
        }
    }

    /// <summary>Where a message lies.</summary>
    private readonly record struct Message(SendBuffer Buffer, int Start, int Length);
}
