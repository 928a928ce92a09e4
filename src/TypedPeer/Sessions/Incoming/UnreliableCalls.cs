using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Incoming;

/// <summary>
/// The peer's calls that came by the lane without order, until each has been handled. They have no numbers on the wire; those here are this side's own. What is too much, or
/// for nobody, is dropped and counted: its caller counts on nothing.
/// </summary>
internal sealed class UnreliableCalls(SessionState state, ServedContracts served, ReferenceTable references, ICallHost host)
{
    private const CallFlags Known = CallFlags.Target | CallFlags.Headers | CallFlags.Priority;

    /// <summary>Made for the first call: most sessions have none.</summary>
    private OpenCalls? _open;
    private ulong _last;
    private long _bytes;

    /// <summary>Gets how many wait or run.</summary>
    public int Count => _open?.Count ?? 0;

    /// <summary>A call came. Null, or what the peer did wrong.</summary>
    public string? OnCall(IncomingCallTable calls, ref FrameReader reader, int frameSize)
    {
        if (!reader.TryVarint(out var bits) || !reader.TryUInt64(out var method))
        {
            return "UNRELIABLE is cut short";
        }

        var flags = (CallFlags)bits;
        if ((flags & ~Known) != 0)
        {
            state.Lane.Dropped++;
            return null;
        }

        if (CallHeader.Read(ref reader, flags, out var header) is { } error)
        {
            return error;
        }

        var arguments = reader.Rest;
        var target = header.Reference == 0 ? served.Find(header.Name, header.Contract, method, out _) : references.Find(header.Reference, method);
        if (target is null || !target.Method.IsUnreliable || state.IsStopping)
        {
            state.Lane.Dropped++;
            return null;
        }

        var (held, kept) = (CallBuffer.SizeOf(arguments.Length), header.KeptFor(target.Method));
        if (_bytes + frameSize > state.Options.UnreliableWindowBytes || !state.Budget.TryHold(held, kept))
        {
            state.Lane.Dropped++;
            return null;
        }

        var call = IncomingCall.Rent(calls.Pool, host, ++_last, target, CallFlags.OneWay);
        (call.IsUnreliable, call.Cost, call.Held, call.Kept) = (true, frameSize, held, kept);
        call.Contract = header.Contract is null && header.Reference == 0 ? target.Descriptor : target.Target.Contract;
        call.Headers = header.Headers;
        call.Append(arguments);
        _bytes += frameSize;
        (_open ??= new()).Add(call);
        calls.AddUnreliable(call);
        return null;
    }

    /// <summary>A call is over. False when it was before.</summary>
    public bool Remove(IncomingCall call)
    {
        if (_open?.Remove(call) != true)
        {
            return false;
        }

        _bytes -= call.Cost;
        call.Cost = 0;
        return true;
    }

    /// <summary>Gets those that are there now.</summary>
    public IncomingCall[] ToArray() => _open?.ToArray() ?? [];
}
