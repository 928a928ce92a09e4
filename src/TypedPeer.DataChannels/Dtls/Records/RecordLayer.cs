using System.Buffers.Binary;
using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Dtls.Records;

/// <summary>
/// Turns payloads into records and back: epoch 0 in the clear, epoch 1 under the keys of the handshake. A number is used
/// once per epoch, for retransmissions too, since it is the nonce.
/// </summary>
internal sealed class RecordLayer : IDisposable
{
    /// <summary>Where the payload of a protected record begins.</summary>
    public const int ProtectedPayloadOffset = RecordHeader.Size + RecordCipher.ExplicitNonceLength;

    /// <summary>What protection adds to a payload, the header included.</summary>
    public const int ProtectedOverhead = ProtectedPayloadOffset + RecordCipher.TagLength;

    /// <summary>Numbers kept back for alerts and for repeating the last flight, so that data cannot use up the goodbye.</summary>
    private const ulong ReservedNumbers = 64;

    private RecordCipher? _writeCipher;
    private RecordCipher? _readCipher;
    private ReplayWindow _replay;
    private ulong _nextPlain;
    private ulong _nextProtected;

    /// <summary>Gets the epoch that handshake messages are taken from: 1 once the peer's ChangeCipherSpec was legal.</summary>
    public int ReadEpoch { get; private set; }

    /// <summary>Gets the epoch that alerts are sent in: 1 once our ChangeCipherSpec left.</summary>
    public int WriteEpoch { get; private set; }

    /// <summary>Gets how many protected records failed authentication.</summary>
    public long ForgedRecords { get; private set; }

    /// <summary>Gets how many of them cost an exception.</summary>
    public long ForgeryExceptions => _readCipher?.Exceptions ?? 0;

    /// <summary>Gets whether another application record may be sent under this key.</summary>
    public bool CanProtectData => _nextProtected <= RecordHeader.MaxSequence - ReservedNumbers;

    /// <summary>Where a payload of an epoch goes within its record.</summary>
    public static int PayloadOffset(int epoch) => epoch == 0 ? RecordHeader.Size : ProtectedPayloadOffset;

    /// <summary>What a record of an epoch adds to its payload.</summary>
    public static int Overhead(int epoch) => epoch == 0 ? RecordHeader.Size : ProtectedOverhead;

    /// <summary>Takes the keys, and ownership of them. The first protected record carries <paramref name="firstSequence"/>.</summary>
    public void InstallKeys(RecordCipher write, RecordCipher read, ulong firstSequence)
    {
        _writeCipher = write;
        _readCipher = read;
        _nextProtected = firstSequence;
    }

    /// <summary>From here on the peer's protected records are read and its plain ones no longer count.</summary>
    public void EnterProtectedReadEpoch() => ReadEpoch = 1;

    /// <summary>
    /// Completes the record whose payload lies at <see cref="PayloadOffset"/>, in place. Returns its length, or 0 when no
    /// number is left.
    /// </summary>
    public int Seal(Span<byte> record, ContentType type, int epoch, int payloadLength)
    {
        if (epoch == 0)
        {
            if (_nextPlain > RecordHeader.MaxSequence)
            {
                return 0;
            }

            WriteEpoch = type == ContentType.ChangeCipherSpec ? 1 : WriteEpoch;
            new RecordHeader(type, RecordHeader.Dtls12, 0, _nextPlain++, payloadLength).Write(record);
            return RecordHeader.Size + payloadLength;
        }

        if (_writeCipher is null || _nextProtected > RecordHeader.MaxSequence)
        {
            return 0;
        }

        var bodyLength = RecordCipher.ExplicitNonceLength + payloadLength + RecordCipher.TagLength;
        var header = new RecordHeader(type, RecordHeader.Dtls12, 1, _nextProtected++, bodyLength);
        header.Write(record);
        BinaryPrimitives.WriteUInt64BigEndian(record[RecordHeader.Size..], header.EpochAndSequence);
        var text = record.Slice(ProtectedPayloadOffset, payloadLength);
        _writeCipher.Encrypt(header.EpochAndSequence, record, text, record.Slice(ProtectedPayloadOffset + payloadLength, RecordCipher.TagLength));
        return ProtectedOverhead + payloadLength;
    }

    /// <summary>
    /// Decrypts a record of epoch 1 in place. False for a replay, a forgery, or when there are no keys; the replay window moves
    /// only for what is authentic.
    /// </summary>
    public bool TryOpen(scoped in RecordHeader header, Span<byte> record, out Span<byte> payload)
    {
        payload = default;
        var textLength = header.Length - (ProtectedOverhead - RecordHeader.Size);
        if (_readCipher is null || textLength is < 0 or > RecordHeader.MaxPlaintextLength || !_replay.MayAccept(header.Sequence))
        {
            return false;
        }

        var text = record.Slice(ProtectedPayloadOffset, textLength);
        var nonce = record.Slice(RecordHeader.Size, RecordCipher.ExplicitNonceLength);
        var tag = record.Slice(ProtectedPayloadOffset + textLength, RecordCipher.TagLength);
        if (!_readCipher.TryDecrypt(header.EpochAndSequence, record, nonce, text, tag))
        {
            ForgedRecords++;
            return false;
        }

        _replay.Mark(header.Sequence);
        payload = text;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writeCipher?.Dispose();
        _readCipher?.Dispose();
        _writeCipher = null;
        _readCipher = null;
    }
}
