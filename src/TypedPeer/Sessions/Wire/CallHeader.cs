using System.Buffers.Binary;
using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Wire;

/// <summary>The optional fields of a CALL frame (docs/protocol.md, "CALL").</summary>
internal struct CallHeader
{
    public const int MaxHeaders = 64;

    /// <summary>All names and values of a call together. They live as long as its handler, when its bytes have long been credited back.</summary>
    public const int MaxHeaderBytes = 8 * 1024;

    public const int MaxNameBytes = 512;

    /// <summary>What a call takes in memory beside its arguments, in bytes: its object with the small array it keeps, and its places in tables and queues.</summary>
    private const int CallOverhead = 640;

    /// <summary>What a streamed argument takes in memory beside its bytes, in bytes.</summary>
    private const int StreamOverhead = 320;

    /// <summary>What the surroundings of a handler take in memory, in bytes, when its call brings its own: context, table, deadline.</summary>
    private const int ContextOverhead = 640;

    /// <summary>What a header takes in memory beside its characters, in bytes: two strings and its place in an array and in a table.</summary>
    private const int HeaderOverhead = 128;

    private const byte NamedInstance = 1;
    private const byte ObjectReference = 2;
    private const byte ContractAndInstance = 3;

    /// <summary>Gets the name of the instance; null for the default one.</summary>
    public string? Name { get; private set; }

    /// <summary>Gets the hash of the contract the call is for; null when the caller did not name it.</summary>
    public ulong? Contract { get; private set; }

    /// <summary>Gets the object reference; zero for none.</summary>
    public ulong Reference { get; private set; }

    /// <summary>Gets how many microseconds are left; zero for no deadline.</summary>
    public long Remaining { get; private set; }

    public KeyValuePair<string, string>[]? Headers { get; private set; }

    /// <summary>Gets the share of the channel the caller wishes the answer to have; null for what the method says.</summary>
    public PeerPriority? Priority { get; private set; }

    /// <summary>Returns how many bytes of memory a call with these fields takes until it has ended, its arguments not counted.</summary>
    public readonly int KeptFor(PeerMethod method)
    {
        var kept = CallOverhead + (method.Streams * StreamOverhead);
        if (Remaining > 0 || Headers is not null)
        {
            kept += ContextOverhead;
        }

        if (Headers is not { } headers)
        {
            return kept;
        }

        foreach (var (name, value) in headers)
        {
            kept += HeaderOverhead + (sizeof(char) * (name.Length + value.Length));
        }

        return kept;
    }

    /// <summary>Makes sure that headers can travel.</summary>
    /// <exception cref="ArgumentException">They cannot; the message says which and why.</exception>
    public static void Check(IReadOnlyCollection<KeyValuePair<string, string>> headers)
    {
        if (headers.Count > MaxHeaders)
        {
            throw new ArgumentException($"There are {headers.Count} headers; a call takes {MaxHeaders}.", nameof(headers));
        }

        var bytes = 0;
        foreach (var (name, value) in headers)
        {
            var length = System.Text.Encoding.UTF8.GetByteCount(name);
            if (length > MaxNameBytes)
            {
                throw new ArgumentException($"The name of a header takes {length} bytes; {MaxNameBytes} are allowed.", nameof(headers));
            }

            bytes += FrameWriter.StringSize(length) + FrameWriter.StringSize(System.Text.Encoding.UTF8.GetByteCount(value ?? throw new ArgumentException($"The header '{name}' is null.", nameof(headers))));
            if (bytes > MaxHeaderBytes)
            {
                throw new ArgumentException($"With '{name}' the headers take {bytes} bytes; a call takes {MaxHeaderBytes}.", nameof(headers));
            }
        }
    }

    /// <summary>Encodes the name of an instance as a target.</summary>
    public static byte[] EncodeName(string name)
    {
        // What half a surrogate pair is written as is another name, which nothing is served under.
        var utf8 = System.Text.Encoding.UTF8.GetBytes(name);
        if (!string.Equals(System.Text.Encoding.UTF8.GetString(utf8), name, StringComparison.Ordinal))
        {
            throw new ArgumentException("The name of an instance holds half a surrogate pair, which is no character.", nameof(name));
        }

        if (utf8.Length is 0 or > MaxNameBytes)
        {
            throw new ArgumentException($"The name of an instance takes {utf8.Length} bytes; between 1 and {MaxNameBytes} are allowed.", nameof(name));
        }

        var encoded = new byte[1 + FrameWriter.StringSize(utf8.Length)];
        encoded[0] = NamedInstance;
        var position = 1 + Varint.Write(encoded.AsSpan(1), (ulong)utf8.Length);
        utf8.CopyTo(encoded, position);
        return encoded;
    }

    /// <summary>Encodes a contract, and the name of an instance of it, as a target.</summary>
    public static byte[] EncodeContract(ulong contract, string? name)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(name ?? string.Empty);
        var encoded = new byte[1 + sizeof(ulong) + FrameWriter.StringSize(utf8.Length)];
        encoded[0] = ContractAndInstance;
        BinaryPrimitives.WriteUInt64LittleEndian(encoded.AsSpan(1), contract);
        var position = 1 + sizeof(ulong);
        position += Varint.Write(encoded.AsSpan(position), (ulong)utf8.Length);
        utf8.CopyTo(encoded, position);
        return encoded;
    }

    /// <summary>Encodes an object reference as a target.</summary>
    public static byte[] EncodeReference(ulong reference)
    {
        var encoded = new byte[1 + Varint.Size(reference)];
        encoded[0] = ObjectReference;
        Varint.Write(encoded.AsSpan(1), reference);
        return encoded;
    }

    /// <summary>Reads the fields the flags announce. Null, or what the peer did wrong.</summary>
    public static string? Read(ref FrameReader reader, CallFlags flags, out CallHeader header)
    {
        header = default;
        if ((flags & (CallFlags.Target | CallFlags.Deadline | CallFlags.Headers | CallFlags.Priority)) == 0)
        {
            return null;
        }

        if ((flags & CallFlags.Target) != 0 && !header.ReadTarget(ref reader))
        {
            return "CALL has no valid target";
        }

        if ((flags & CallFlags.Deadline) != 0)
        {
            if (!reader.TryVarint(long.MaxValue / 4, out var remaining))
            {
                return "CALL has no valid deadline";
            }

            header.Remaining = Math.Max(1, (long)remaining);
        }

        if ((flags & CallFlags.Headers) != 0 && !header.ReadHeaders(ref reader))
        {
            return "CALL has no valid headers";
        }

        return (flags & CallFlags.Priority) != 0 && !header.ReadPriority(ref reader) ? "CALL has no valid priority" : null;
    }

    private bool ReadPriority(ref FrameReader reader)
    {
        var found = reader.TryByte(out var priority) && priority <= (byte)PeerPriority.Low;
        Priority = (PeerPriority)priority;
        return found;
    }

    private bool ReadTarget(ref FrameReader reader)
    {
        if (!reader.TryByte(out var kind))
        {
            return false;
        }

        switch (kind)
        {
            case NamedInstance:
                var found = reader.TryString(MaxNameBytes, out var name);
                Name = name;
                return found;
            case ObjectReference:
                var read = reader.TryVarint(out var reference) && reference != 0;
                Reference = reference;
                return read;
            case ContractAndInstance:
                var whole = reader.TryUInt64(out var contract) & reader.TryString(MaxNameBytes, out var instance);
                Contract = contract;
                Name = instance.Length == 0 ? null : instance;
                return whole;
            default:
                return false;
        }
    }

    private bool ReadHeaders(ref FrameReader reader)
    {
        if (!reader.TryVarint(MaxHeaders, out var count))
        {
            return false;
        }

        var headers = new KeyValuePair<string, string>[(int)count];
        var before = reader.Rest.Length;
        for (var i = 0; i < headers.Length; i++)
        {
            if (!reader.TryString(MaxNameBytes, out var name) || !reader.TryString(MaxHeaderBytes, out var value)
                || before - reader.Rest.Length > MaxHeaderBytes)
            {
                return false;
            }

            headers[i] = new(name, value);
        }

        Headers = headers;
        return true;
    }
}
