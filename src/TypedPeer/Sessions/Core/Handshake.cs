using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Core;

/// <summary>The first frames of both sides: version, limits and what each serves, as hashes (docs/protocol.md, "Start").</summary>
internal sealed class Handshake(SessionCore core)
{
    public const int MaxContractFrames = 4096;
    public const int MaxPeerMethods = 16384;

    private readonly Dictionary<ulong, ulong> _peerContracts = PeerKeys.Table<ulong>();
    private readonly Dictionary<ulong, ulong> _peerMethods = PeerKeys.Table<ulong>();
    private int _contractsMissing = -1;

    /// <summary>Gets a value indicating whether the peer's hello, and all it announced, came.</summary>
    public bool IsDone => _contractsMissing == 0;

    /// <summary>Gets how many bytes of a stream may be sent before the peer grants more.</summary>
    public long PeerStreamWindow { get; private set; }

    /// <summary>Gets the largest arguments, result or item the peer takes.</summary>
    public long PeerMaxMessage { get; private set; }

    /// <summary>Gets what the peer understands.</summary>
    public PeerFeatures PeerFeatures { get; private set; }

    public static ulong HashName(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Writes this side's hello.</summary>
    public void Write(IReadOnlyList<PeerContractDescriptor> contracts)
    {
        var queue = core.Send.Control;
        var perFrame = MethodsPerFrame(core.Send.Chunk);
        var frames = 0;
        foreach (var contract in contracts)
        {
            frames += Math.Max(1, (contract.Methods.Length + perFrame - 1) / perFrame);
        }

        Span<ulong> fields =
        [
            Frames.Version, Frames.Version, (ulong)core.Options.MaxMessageBytes, (ulong)core.Options.MaxConcurrentCalls,
            (ulong)core.Options.CallWindowBytes, (ulong)core.Options.StreamWindowBytes, (ulong)frames, (ulong)PeerFeatures.Own,
        ];
        var length = Frames.Magic.Length;
        foreach (var field in fields)
        {
            length += Varint.Size(field);
        }

        var writer = new FrameWriter(queue.Reserve(FrameWriter.Size(length)), FrameType.Hello, length);
        writer.Bytes(Frames.Magic);
        foreach (var field in fields)
        {
            writer.Varint(field);
        }

        queue.Commit(writer.Position);
        foreach (var contract in contracts)
        {
            WriteContract(core.Send, FrameType.Contract, contract);
        }
    }

    /// <summary>Describes a contract in as many frames as it takes.</summary>
    public static void WriteContract(SendScheduler send, FrameType type, PeerContractDescriptor contract)
    {
        var perFrame = MethodsPerFrame(send.Chunk);
        var queue = send.Control;
        var name = HashName(contract.Name);
        var methods = contract.Methods.Span;
        do
        {
            var part = methods[..Math.Min(perFrame, methods.Length)];
            var length = (2 * sizeof(ulong)) + Varint.Size((ulong)part.Length) + (part.Length * 2 * sizeof(ulong));
            var writer = new FrameWriter(queue.Reserve(FrameWriter.Size(length)), type, length);
            writer.UInt64(name);
            writer.UInt64(contract.Fingerprint);
            writer.Varint((ulong)part.Length);
            foreach (var method in part)
            {
                writer.UInt64(method.Id);
                writer.UInt64(method.Shape);
            }

            queue.Commit(writer.Position);
            methods = methods[part.Length..];
        }
        while (methods.Length > 0);
    }

    /// <summary>Takes the peer's hello. Null, or what the peer did wrong.</summary>
    public string? OnHello(ref FrameReader reader)
    {
        if (_contractsMissing >= 0)
        {
            return "a second HELLO";
        }

        if (!reader.TryBytes((ulong)Frames.Magic.Length, out var magic) || !magic.SequenceEqual(Frames.Magic))
        {
            return "the peer does not speak this protocol";
        }

        if (!reader.TryVarint(out var oldest) || !reader.TryVarint(out var newest))
        {
            return "HELLO is cut short";
        }

        if (oldest > Frames.Version || newest < Frames.Version)
        {
            return $"the peer speaks versions {oldest} to {newest} of the protocol, this side version {Frames.Version}";
        }

        if (!reader.TryVarint(long.MaxValue, out var maxMessage) || !reader.TryVarint(long.MaxValue, out var maxCalls)
            || !reader.TryVarint(long.MaxValue / 4, out var callWindow) || !reader.TryVarint(long.MaxValue / 4, out var streamWindow)
            || !reader.TryVarint(out var contracts))
        {
            return "HELLO is cut short";
        }

        if (contracts > MaxContractFrames)
        {
            return $"the peer serves more than {MaxContractFrames} contracts";
        }

        if (callWindow < 32 * 1024)
        {
            return "the peer's call window is smaller than one frame";
        }

        // Peers from before there were features end here.
        PeerFeatures = reader.TryVarint(out var features) ? (PeerFeatures)features : PeerFeatures.None;
        PeerMaxMessage = (long)maxMessage;
        PeerStreamWindow = (long)streamWindow;
        core.Outgoing.PeerLimit = (int)Math.Min(maxCalls, int.MaxValue);
        core.Send.CallCredit = (long)callWindow;
        _contractsMissing = (int)contracts;
        CheckDone();
        return null;
    }

    /// <summary>Takes a contract of the peer. Null, or what the peer did wrong.</summary>
    public string? OnContract(ref FrameReader reader)
    {
        if (_contractsMissing <= 0)
        {
            return "more CONTRACT frames than announced";
        }

        if (!reader.TryUInt64(out var name) || !reader.TryUInt64(out var fingerprint) || !reader.TryVarint(out var count))
        {
            return "CONTRACT is cut short";
        }

        if (count + (ulong)_peerMethods.Count > MaxPeerMethods)
        {
            return $"the peer serves more than {MaxPeerMethods} methods";
        }

        _peerContracts[name] = fingerprint;
        for (var i = 0UL; i < count; i++)
        {
            if (!reader.TryUInt64(out var id) || !reader.TryUInt64(out var shape))
            {
                return "CONTRACT is cut short";
            }

            _peerMethods[id] = shape;
        }

        _contractsMissing--;
        CheckDone();
        return null;
    }

    /// <summary>Says what keeps a call from being sent, now that the peer is known; null when nothing does.</summary>
    public string? FindRefusal(OutgoingCall call, out PeerStatus status)
    {
        status = PeerStatus.LimitExceeded;
        if (call.ArgumentsLength > PeerMaxMessage)
        {
            return $"The arguments of {call.Method} take {call.ArgumentsLength} bytes; the peer takes {PeerMaxMessage} (its {nameof(PeerSessionOptions.MaxMessageBytes)}).";
        }

        var extras = (call.Extras?.Length ?? 0) + (call.Target.Encode(call.Method, PeerFeatures)?.Length ?? 0);
        if (extras > core.Send.Chunk)
        {
            return $"Instance name and headers of the call of {call.Method} take {extras} bytes; one message of the channel takes {core.Send.Chunk}.";
        }

        status = PeerStatus.Unimplemented;
        return FindDrift(call);
    }

    private string? FindDrift(OutgoingCall call)
    {
        var target = call.Target;
        if (target.IsVerified)
        {
            return null;
        }

        if (_peerContracts.TryGetValue(target.Contract, out var fingerprint) && fingerprint == target.Fingerprint)
        {
            target.IsVerified = true;
            return null;
        }

        if (target.IsReference)
        {
            return FindDriftBehindReference(call, target);
        }

        if (!_peerMethods.TryGetValue(call.Method.Id, out var shape))
        {
            return Lacks(call.Method);
        }

        return Compare(call.Method, shape) ?? (IsMissed(call) ? $"The peer lacks {target.Descriptor.Name}, which {call.Method} was called on." : null);
    }

    /// <summary>Whether the peer has the method from another contract only; one that cannot be told which is meant answers by whichever it has.</summary>
    private bool IsMissed(OutgoingCall call) => (PeerFeatures & PeerFeatures.ContractTargets) != 0
        && call.Target.IsInherited(call.Method) && !_peerContracts.ContainsKey(call.Target.Contract);

    private string? FindDriftBehindReference(OutgoingCall call, CallTarget target)
    {
        if (core.Shared.IsSame(target))
        {
            target.IsVerified = true;
            return null;
        }

        if (core.Shared.TryGetShape(call.Method.Id, out var shared))
        {
            return shared is { } known ? Compare(call.Method, known) : null;
        }

        // A peer that describes no contract of objects it hands out finds out by itself what it lacks.
        var isServed = _peerContracts.ContainsKey(target.Contract);
        return isServed && _peerMethods.TryGetValue(call.Method.Id, out var served) ? Compare(call.Method, served)
            : isServed || core.Shared.Knows(target.Contract) ? Lacks(call.Method)
            : null;
    }

    private static string Lacks(PeerMethod method) => $"The peer lacks {method}.";

    private static string? Compare(PeerMethod method, ulong shape) => shape == method.Shape
        ? null
        : $"The peer has {method}, but its parameters or its result have another shape there.";

    private static int MethodsPerFrame(int chunk) => Math.Max(1, (Math.Min(chunk, SendScheduler.MaxChunk) - 32) / 16);

    private void CheckDone()
    {
        if (IsDone)
        {
            core.OnConnected();
        }
    }
}
