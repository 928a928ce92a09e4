using System.Buffers.Binary;
using System.Security.Cryptography;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>Asks a silent path for a sign of life (RFC 9260 section 8.3).</summary>
internal sealed class SctpHeartbeat(SctpControlBlock block)
{
    private const int NonceSize = 8;
    private const int InfoSize = NonceSize + sizeof(long);
    private const int MaxEchoed = 1024;

    private readonly byte[] _nonce = new byte[NonceSize];
    private bool _isDue;
    private bool _isAwaited;
    private long _lastHeard;

    /// <summary>Gets whether the path was silent for so long that it had to be asked.</summary>
    public bool IsQuiet => _isAwaited;

    /// <summary>The association exists: watch the path.</summary>
    public void Start(long now) => OnHeard(now, true);

    /// <summary>A packet of the peer's came.</summary>
    public void OnHeard(long now) => OnHeard(now, false);

    public void HandleTimeout(long now)
    {
        if (_isAwaited)
        {
            block.RoundTrip.BackOff();
            block.CountError(block.Options.MaxRetransmits);
        }
        else if (_lastHeard + block.Options.HeartbeatInterval > now)
        {
            block.Timers.Start(SctpTimer.Heartbeat, _lastHeard + block.Options.HeartbeatInterval);
            return;
        }

        if (!block.IsOver)
        {
            _isDue = true;
            _isAwaited = true;
            block.Timers.Start(SctpTimer.Heartbeat, now + block.RoundTrip.Rto);
        }
    }

    public bool TryWrite(ref SctpPacketWriter writer, long now)
    {
        if (!_isDue || writer.Remaining < SctpChunk.HeaderSize + SctpParameterReader.HeaderSize + InfoSize)
        {
            return false;
        }

        _isDue = false;
        block.Random.Fill(_nonce);
        var value = writer.AddChunk(SctpChunkType.Heartbeat, 0, SctpParameterReader.HeaderSize + InfoSize);
        BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)SctpParameterType.HeartbeatInfo << 16) | (uint)value.Length);
        _nonce.CopyTo(value[SctpParameterReader.HeaderSize..]);
        BinaryPrimitives.WriteInt64BigEndian(value[(SctpParameterReader.HeaderSize + NonceSize)..], now);
        return true;
    }

    /// <summary>Sends back what the peer asks with.</summary>
    public void HandleHeartbeat(ReadOnlySpan<byte> value)
    {
        if (value.Length > Math.Min(MaxEchoed, block.Options.Mtu - SctpPacketWriter.HeaderSize - SctpChunk.HeaderSize - 3))
        {
            return;
        }

        Span<byte> chunk = stackalloc byte[SctpChunk.HeaderSize + MaxEchoed];
        var length = SctpChunk.HeaderSize + value.Length;
        BinaryPrimitives.WriteUInt32BigEndian(chunk, ((uint)SctpChunkType.HeartbeatAck << 24) | (uint)length);
        value.CopyTo(chunk[SctpChunk.HeaderSize..]);
        block.Chunks.Enqueue(chunk[..length]);
    }

    public void HandleHeartbeatAck(ReadOnlySpan<byte> value, long now)
    {
        if (!_isAwaited || value.Length != SctpParameterReader.HeaderSize + InfoSize
            || !CryptographicOperations.FixedTimeEquals(value.Slice(SctpParameterReader.HeaderSize, NonceSize), _nonce))
        {
            return;
        }

        var sentAt = BinaryPrimitives.ReadInt64BigEndian(value[(SctpParameterReader.HeaderSize + NonceSize)..]);
        _isAwaited = false;
        _isDue = false;
        block.ResetErrors();
        if (sentAt <= now)
        {
            block.RoundTrip.AddSample(now - sentAt, now);
        }

        block.Timers.Start(SctpTimer.Heartbeat, now + block.Options.HeartbeatInterval);
    }

    private void OnHeard(long now, bool start)
    {
        _lastHeard = now;
        if (start)
        {
            block.Timers.Start(SctpTimer.Heartbeat, now + block.Options.HeartbeatInterval);
        }
    }
}
