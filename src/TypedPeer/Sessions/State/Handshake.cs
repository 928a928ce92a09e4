using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.State;

/// <summary>The first frames of both sides: version, limits and what each serves, as hashes (docs/protocol.md, "Start").</summary>
internal sealed class Handshake(PeerSessionOptions options, SendScheduler send)
{
    public const int MaxContractFrames = 4096;
    public const int MaxPeerMethods = 16384;

    private readonly PeerTable<object> _peerContracts = new();
    private readonly PeerTable<object> _peerMethods = new();
    private int _contractsMissing = -1;

    /// <summary>Gets a value indicating whether the peer's hello, and all it announced, came.</summary>
    public bool IsDone => _contractsMissing == 0;

    /// <summary>Gets how many bytes of a stream may be sent before the peer grants more.</summary>
    public long PeerStreamWindow { get; private set; }

    /// <summary>Gets the largest arguments, result or item the peer takes.</summary>
    public long PeerMaxMessage { get; private set; }

    /// <summary>Gets how many calls the peer takes at once.</summary>
    public int PeerMaxCalls { get; private set; } = int.MaxValue;

    /// <summary>Gets how many bytes of calls the peer takes before it grants more.</summary>
    public long PeerCallWindow { get; private set; }

    /// <summary>Gets or sets what this side says it understands.</summary>
    public PeerFeatures OwnFeatures { get; set; } = PeerFeatures.Own;

    /// <summary>Gets what the peer understands.</summary>
    public PeerFeatures PeerFeatures { get; private set; }

    /// <summary>Writes this side's hello.</summary>
    public void Write(IReadOnlyList<IContractDescription> contracts)
    {
        var queue = send.Control;
        var perFrame = MethodsPerFrame(send.Chunk);
        var frames = 0;
        foreach (var contract in contracts)
        {
            frames += Math.Max(1, (contract.Methods.Length + perFrame - 1) / perFrame);
        }

        Span<ulong> fields = stackalloc ulong[]
        {
            Frames.Version, Frames.Version, (ulong)options.MaxMessageBytes, (ulong)options.MaxConcurrentCalls,
            (ulong)options.CallWindowBytes, (ulong)options.StreamWindowBytes, (ulong)frames, (ulong)OwnFeatures,
        };
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
            WriteContract(send, FrameType.Contract, contract);
        }
    }

    /// <summary>Describes a contract in as many frames as it takes.</summary>
    public static void WriteContract(SendScheduler send, FrameType type, IContractDescription contract)
    {
        var perFrame = MethodsPerFrame(send.Chunk);
        var queue = send.Control;
        var name = NameHash.Of(contract.Name);
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
        PeerMaxCalls = (int)Math.Min(maxCalls, int.MaxValue);
        PeerCallWindow = (long)callWindow;
        _contractsMissing = (int)contracts;
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

        _peerContracts.Set(name, fingerprint);
        for (var i = 0UL; i < count; i++)
        {
            if (!reader.TryUInt64(out var id) || !reader.TryUInt64(out var shape))
            {
                return "CONTRACT is cut short";
            }

            _peerMethods.Set(id, shape);
        }

        _contractsMissing--;
        return null;
    }

    /// <summary>Finds the fingerprint of a contract that the peer serves.</summary>
    public bool TryGetContract(ulong name, out ulong fingerprint) => TryGet(_peerContracts, name, out fingerprint);

    /// <summary>Finds the shape of a method that the peer serves.</summary>
    public bool TryGetShape(ulong method, out ulong shape) => TryGet(_peerMethods, method, out shape);

    private static bool TryGet(PeerTable<object> table, ulong key, out ulong hash)
    {
        var found = table.Find(key);
        hash = found is null ? 0 : (ulong)found;
        return found is not null;
    }

    private static int MethodsPerFrame(int chunk) => Math.Max(1, (Math.Min(chunk, SendScheduler.MaxChunk) - 32) / 16);
}
