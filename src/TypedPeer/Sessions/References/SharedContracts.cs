using TypedPeer.CompilerServices;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.References;

/// <summary>
/// What contracts look like whose objects travel as references: each side describes those it hands objects out as, before the
/// first of them leaves, so that drift behind a reference is named like any other (docs/protocol.md, "References"). A peer that
/// does not know the frame skips it.
/// </summary>
internal sealed class SharedContracts(SessionState state, List<IContractDescription> described)
{
    private static readonly object Several = new();
    private readonly HashSet<IContractDescription> _announced = [];
    private PeerTable<object>? _peerContracts;
    private PeerTable<object>? _peerMethods;
    private List<IContractDescription>? _early = [];
    private int _methods;

    /// <summary>An object is about to be handed out as a contract: describes it, once, unless the hello did.</summary>
    public void Announce(IContractDescription contract)
    {
        // Asked for every object, so the set comes first. The shape of a progress receiver's only method is part of the method it came with.
        if (!_announced.Add(contract) || contract.Fingerprint == 0 || described.Contains(contract))
        {
            return;
        }

        if (_early is not null)
        {
            _early.Add(contract);
        }
        else if (!state.HasEnded)
        {
            Write(contract);
        }

        foreach (var parent in contract.Bases)
        {
            Announce(parent);
        }
    }

    /// <summary>The hello was written, which comes before everything.</summary>
    public void Opened()
    {
        var early = _early ?? [];
        _early = null;
        foreach (var contract in early)
        {
            Write(contract);
        }
    }

    /// <summary>The peer describes a contract. Null, or what the peer did wrong.</summary>
    public string? OnShared(ref FrameReader reader)
    {
        if (!reader.TryUInt64(out var name) || !reader.TryUInt64(out var fingerprint) || !reader.TryVarint(out var count))
        {
            return "SHARED is cut short";
        }

        _peerContracts ??= new();
        _peerMethods ??= new();
        if (_peerContracts.Count >= Handshake.MaxContractFrames || count + (ulong)_peerMethods.Count > Handshake.MaxPeerMethods)
        {
            return "the peer describes more shared contracts than anybody has";
        }

        Note(_peerContracts, name, fingerprint);
        for (var i = 0UL; i < count; i++)
        {
            if (!reader.TryUInt64(out var id) || !reader.TryUInt64(out var shape))
            {
                return "SHARED is cut short";
            }

            Note(_peerMethods, id, shape);
        }

        return null;
    }

    /// <summary>Whether the peer hands objects out as the very contract that a reference is held as.</summary>
    public bool IsSame(ulong contract, ulong fingerprint) => _peerContracts?.Find(contract) is ulong known && known == fingerprint;

    /// <summary>Whether the peer described a contract.</summary>
    public bool Knows(ulong contract) => _peerContracts?.Find(contract) is not null;

    /// <summary>Whether the peer described a method. Its shape is null where there are several.</summary>
    public bool TryGetShape(ulong method, out ulong? shape)
    {
        var known = _peerMethods?.Find(method);
        shape = known is ulong one ? one : null;
        return known is not null;
    }

    // Two contracts of one name may be in one process, such as two versions of a library: then nothing is said about what they differ in.
    private static void Note(PeerTable<object> known, ulong key, ulong value) =>
        known.Set(key, known.Find(key) is { } other && !(other is ulong one && one == value) ? Several : value);

    private void Write(IContractDescription contract)
    {
        // Past what a peer takes, objects travel without a description, as those of an older peer do.
        if (_methods + contract.Methods.Length <= Handshake.MaxPeerMethods)
        {
            _methods += contract.Methods.Length;
            Handshake.WriteContract(state.Send, FrameType.Shared, contract);
        }
    }
}
