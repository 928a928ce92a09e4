using System.Collections.Concurrent;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// Turns frames into lines a person can read, with the names of methods; only for debugging. What came is told by the thread that
/// reads and what left by the one that sends, each one line at a time and never under the session's lock: the application may block
/// there, or call back.
/// </summary>
internal sealed class FrameLog
{
    private readonly PeerSessionOptions _options;
    private readonly ConcurrentDictionary<ulong, PeerMethod> _methods = [];
    private bool _hasFailed;

    public FrameLog(PeerSessionOptions options, ServedContracts served)
    {
        _options = options;
        foreach (var contract in served.Descriptors)
        {
            foreach (var method in contract.Methods.Span)
            {
                Learn(method);
            }
        }
    }

    public void Learn(PeerMethod method) => _methods[method.Id] = method;

    public void Came(ReadOnlySpan<byte> message) => Describe('<', message);

    public void Left(ReadOnlySpan<byte> message) => Describe('>', message);

    private void Describe(char direction, ReadOnlySpan<byte> message)
    {
        var position = 0;
        while (position < message.Length)
        {
            var type = (FrameType)message[position++];
            if (!Varint.TryRead(message, ref position, out var length) || length > (ulong)(message.Length - position))
            {
                Write($"{direction} a broken frame of type 0x{(byte)type:x2}");
                return;
            }

            var reader = new FrameReader(message.Slice(position, (int)length));
            position += (int)length;
            Write($"{direction} {type} {Fields(type, ref reader)}({length} bytes)");
        }
    }

    /// <summary>A log that throws is told of once, and goes on to be given lines.</summary>
    private void Write(string line)
    {
        try
        {
            _options.FrameLog!(line);
        }
#pragma warning disable CA1031 // The log is the application's; what it throws is no reason to end a session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                FailureReport.Tell(nameof(PeerSessionOptions.FrameLog), e, _options);
            }
        }
    }

    private string Fields(FrameType type, ref FrameReader reader)
    {
        switch (type)
        {
            case FrameType.Call when reader.TryVarint(out var id) && reader.TryVarint(out var flags) && reader.TryUInt64(out var method):
                var name = _methods.TryGetValue(method, out var known) ? known.ToString() : $"0x{method:x16}";
                return $"{id} {name} {(flags == 0 ? string.Empty : $"[{(CallFlags)flags}] ")}";
            case FrameType.Unreliable when reader.TryVarint(out _) && reader.TryUInt64(out var called):
                return $"{(_methods.TryGetValue(called, out var served) ? served.ToString() : $"0x{called:x16}")} ";
            case FrameType.Arguments or FrameType.Result or FrameType.Handled when reader.TryVarint(out var id):
                return $"{id} ";
            case FrameType.Cancel or FrameType.Error when reader.TryVarint(out var id) && reader.TryVarint(out var status):
                return $"{id} {(PeerStatus)status} ";
            case FrameType.Data or FrameType.DataEnd or FrameType.Credit or FrameType.StreamStop or FrameType.StreamError or FrameType.Settle
                when reader.TryVarint(out var call) && reader.TryVarint(out var stream):
                return $"{call >> 1} stream {stream} ";
            default:
                return string.Empty;
        }
    }
}
