using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Receiving;
using TypedPeer.DataChannels.Sctp.Sending;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>
/// Resets streams, which is how data channels are closed (RFC 6525, RFC 8831 section 6.7). One request of ours is under way at a
/// time; it takes all streams that are ready. A request of the peer's waits until its data has come.
/// </summary>
internal sealed class SctpStreamReset(SctpControlBlock block, SctpDataSender sender, SctpDataReceiver receiver)
{
    private const int MaxStreamsPerRequest = 256;
    private const int RequestSize = 16;
    private const int ResponseSize = 12;

    // Of 32 bits: the platform brings the code for those along, and what it does not is compiled in each process.
    private readonly List<int> _requested = [];
    private readonly List<int> _deferred = [];
    private uint _ownRequest = block.LocalInitialTsn;
    private uint _ownLastTsn;
    private bool _isDue;
    private bool _isInProgress;
    private long _giveUpAt;
    private uint _peerRequest;
    private uint _lastResult;
    private uint _deferredTsn;
    private bool _isDeferred;

    private enum Result : uint
    {
        NothingToDo = 0,
        Performed = 1,
        Denied = 2,
        WrongStream = 3,
        BadSequence = 5,
        InProgress = 6,
    }

    /// <summary>The peer's numbers are known: requests are counted on from its initial TSN.</summary>
    public void Start(uint peerInitialTsn) => _peerRequest = peerInitialTsn;

    /// <summary>Wants a stream of ours reset, and forgotten, once it is ready for it.</summary>
    public void Request(SctpOutgoingStream stream)
    {
        stream.IsGivenUp = true;
        Want(stream);
    }

    private void Want(SctpOutgoingStream stream)
    {
        if (stream.Reset == SctpResetProgress.None)
        {
            stream.Reset = SctpResetProgress.Wanted;
            if (stream.IsReadyForReset)
            {
                sender.Queue.ReadyForReset.Enqueue(stream);
            }
        }
    }

    /// <summary>Begins a request if streams are ready for it, and none is under way.</summary>
    public void Prepare(long now)
    {
        var ready = sender.Queue.ReadyForReset;
        if (ready.Count == 0 || _requested.Count > 0 || !block.MaySendData)
        {
            return;
        }

        while (_requested.Count < MaxStreamsPerRequest && ready.TryDequeue(out var stream))
        {
            stream.Reset = SctpResetProgress.Requested;
            _requested.Add(stream.Id);
        }

        if (!block.PeerSupportsReconfig)
        {
            Finish(false, now);
        }
        else
        {
            _ownLastTsn = sender.LastTsn;
            _isDue = true;
            _giveUpAt = now + block.Options.ResetTimeout;
            block.Timers.Start(SctpTimer.Reconfiguration, now + block.RoundTrip.Rto);
        }
    }

    public void HandleTimeout(long now)
    {
        if (_requested.Count == 0)
        {
            return;
        }

        if (now >= _giveUpAt)
        {
            Finish(false, now);
            return;
        }

        if (!_isInProgress)
        {
            block.RoundTrip.BackOff();
            block.CountError(block.Options.MaxRetransmits);
        }

        if (!block.IsOver)
        {
            _isDue = true;
            StartTimer(now);
        }
    }

    /// <summary>Writes the Outgoing SSN Reset Request parameter (RFC 6525 section 4.1).</summary>
    public bool TryWrite(ref SctpPacketWriter writer)
    {
        var parameter = RequestSize + (2 * _requested.Count);
        if (!_isDue || SctpChunk.HeaderSize + parameter > writer.Remaining)
        {
            return false;
        }

        _isDue = false;
        var value = writer.AddChunk(SctpChunkType.Reconfig, 0, parameter);
        BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)SctpParameterType.OutgoingReset << 16) | (uint)parameter);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], _ownRequest);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], _peerRequest - 1);
        BinaryPrimitives.WriteUInt32BigEndian(value[12..], _ownLastTsn);
        value = value[RequestSize..];
        foreach (var stream in _requested)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)stream);
            value = value[2..];
        }

        return true;
    }

    public void HandleReconfig(ReadOnlySpan<byte> value, long now)
    {
        var parameters = new SctpParameterReader(value);
        while (parameters.TryRead() && !block.IsOver)
        {
            switch (parameters.Type)
            {
                case SctpParameterType.OutgoingReset when parameters.Raw.Length >= RequestSize:
                    HandleRequest(parameters.Value, now);
                    break;
                case SctpParameterType.IncomingReset when parameters.Value.Length >= 4:
                    HandleIncomingRequest(parameters.Value);
                    break;
                case SctpParameterType.AssociationReset or SctpParameterType.AddIncomingStreams or SctpParameterType.AddOutgoingStreams
                    when parameters.Value.Length >= 4:
                    Refuse(BinaryPrimitives.ReadUInt32BigEndian(parameters.Value));
                    break;
                case SctpParameterType.ReconfigResponse when parameters.Raw.Length >= ResponseSize:
                    HandleResponse(parameters.Value, now);
                    break;
            }
        }
    }

    /// <summary>Data came: perhaps a request that waited for it can be answered.</summary>
    public void Advance(long now)
    {
        if (_isDeferred && !SerialNumber.IsAfter(_deferredTsn, receiver.CumulativeTsn))
        {
            _isDeferred = false;
            block.Steps += _deferred.Count;
            Perform(CollectionsMarshal.AsSpan(_deferred), now);
            Answer(_peerRequest - 1, Result.Performed);
        }
    }

    private void HandleRequest(ReadOnlySpan<byte> value, long now)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(value);
        if (!IsNext(number))
        {
            return;
        }

        _peerRequest++;
        var lastTsn = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        _deferred.Clear();
        for (var rest = value[12..]; rest.Length >= 2; rest = rest[2..])
        {
            var stream = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (stream >= block.IncomingStreams)
            {
                Answer(number, Result.WrongStream);
                return;
            }

            _deferred.Add(stream);
        }

        _deferredTsn = lastTsn;
        _isDeferred = true;
        _lastResult = (uint)Result.InProgress;
        Advance(now);
    }

    /// <summary>The peer asks us to reset streams of ours (RFC 6525 section 5.2.3).</summary>
    private void HandleIncomingRequest(ReadOnlySpan<byte> value)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(value);
        if (!IsNext(number))
        {
            return;
        }

        _peerRequest++;
        _isDeferred = false;
        for (var rest = value[4..]; rest.Length >= 2; rest = rest[2..])
        {
            if (sender.Queue.FindStream(BinaryPrimitives.ReadUInt16BigEndian(rest)) is { } stream)
            {
                Want(stream);
            }
        }

        Answer(number, Result.Performed);
    }

    private void Refuse(uint number)
    {
        if (IsNext(number))
        {
            _peerRequest++;
            _isDeferred = false;
            Answer(number, Result.Denied);
        }
    }

    /// <summary>Whether this is the request whose turn it is; one that was answered before is answered the same way again.</summary>
    private bool IsNext(uint number)
    {
        if (number == _peerRequest)
        {
            return true;
        }

        var isRepeated = number == _peerRequest - 1 && (_lastResult != 0 || _isDeferred);
        Send(number, isRepeated ? _lastResult : (uint)Result.BadSequence);
        return false;
    }

    private void Perform(ReadOnlySpan<int> streams, long now)
    {
        if (streams.IsEmpty)
        {
            receiver.ResetAllStreams(now);
        }

        foreach (var stream in streams)
        {
            receiver.ResetStream((ushort)stream);
            block.Observer.OnStreamReset((ushort)stream, now);
        }
    }

    private void HandleResponse(ReadOnlySpan<byte> value, long now)
    {
        if (_requested.Count == 0 || BinaryPrimitives.ReadUInt32BigEndian(value) != _ownRequest)
        {
            return;
        }

        block.ResetErrors();
        var result = (Result)BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
        _isInProgress = result == Result.InProgress;
        if (_isInProgress)
        {
            StartTimer(now);
        }
        else
        {
            Finish(result is Result.Performed or Result.NothingToDo, now);
        }
    }

    /// <summary>A peer that answers "in progress" again and again is asked again, until the time is over.</summary>
    private void StartTimer(long now) =>
        block.Timers.Start(SctpTimer.Reconfiguration, Math.Min(now + block.RoundTrip.Rto, Math.Max(now + 1, _giveUpAt)));

    private void Finish(bool accepted, long now)
    {
        block.Timers.Stop(SctpTimer.Reconfiguration);
        _isDue = false;
        _isInProgress = false;
        _ownRequest++;
        foreach (var requested in _requested)
        {
            var id = (ushort)requested;
            var stream = sender.Queue.GetStream(id);
            stream.Reset = SctpResetProgress.None;
            if (accepted && stream.IsGivenUp)
            {
                sender.Queue.Forget(stream);
            }
            else if (accepted)
            {
                stream.NextSequence = block.Options.FirstStreamSequence;
            }

            stream.IsGivenUp = false;

            block.Observer.OnStreamResetDone(id, accepted, now);
        }

        _requested.Clear();
    }

    private void Answer(uint number, Result result)
    {
        _lastResult = (uint)result;
        Send(number, _lastResult);
    }

    private void Send(uint number, uint result)
    {
        Span<byte> chunk = stackalloc byte[SctpChunk.HeaderSize + ResponseSize];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, ((uint)SctpChunkType.Reconfig << 24) | (uint)chunk.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], ((uint)SctpParameterType.ReconfigResponse << 16) | ResponseSize);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[8..], number);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[12..], result);
        block.Chunks.Enqueue(chunk);
    }
}
