using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.References;

/// <summary>
/// Objects this side shared with the peer, and objects of the peer this side holds. Both counted, both bounded, both gone with the session.
/// </summary>
internal sealed class ReferenceTable(SessionState state, SharedContracts shared, ServingState serving, IProxyHost proxies)
{
    /// <summary>How many times as many references may be on their way as objects may be shared: one object may be sent often.</summary>
    private const int UnsettledPerReference = 16;

    private readonly Dictionary<ulong, SharedObject> _exports = PeerKeys.Table<SharedObject>();
    private readonly Dictionary<ulong, HeldObject> _imports = PeerKeys.Table<HeldObject>();
    private Dictionary<(object Instance, IContractDescription Contract), SharedObject>? _byInstance;
    private Type? _checkedType;
    private int _held;
    private ulong _nextId = 1;

    /// <summary>Gets what was sent and not settled by the peer.</summary>
    public ReferencesInFlight InFlight => field ??= new(this);

    /// <summary>Gets or sets how many parts of calls with references, and runs of equal references in them, are not settled.</summary>
    public int Unsettled { get; set; }

    /// <summary>Gets how many objects the peer holds.</summary>
    public int Shared => _exports.Count;

    /// <summary>Gets how many objects of the peer this side holds.</summary>
    public int Held => _held;

    /// <summary>Gets how many references were given back only because the collector found them.</summary>
    public long Leaked { get; private set; }

    /// <summary>Shares an object of this side, once more. Returns what is written for it.</summary>
    /// <param name="instance">The object.</param>
    /// <param name="contract">What it is shared as.</param>
    /// <param name="sent">Takes note of it, so that it can be given back when the peer does not take it; made when it is needed.</param>
    /// <exception cref="PeerException">The peer holds, or is about to hold, as many as it may.</exception>
    public ulong Export(object instance, IContractDescription contract, ref SentReferences? sent)
    {
        if (Unsettled >= UnsettledPerReference * (long)state.Options.MaxReferences && Unsettled > 0)
        {
            throw new PeerException(
                PeerStatus.LimitExceeded,
                $"{Unsettled} references are on their way to the peer, {UnsettledPerReference} times {nameof(PeerSessionOptions.MaxReferences)}.",
                PeerCallFate.NotSent);
        }

        _byInstance ??= new(new ByReference());
        if (!_byInstance.TryGetValue((instance, contract), out var export))
        {
            if (_exports.Count >= state.Options.MaxReferences)
            {
                throw new PeerException(
                    PeerStatus.LimitExceeded,
                    $"The peer holds {_exports.Count} objects of this side, as many as {nameof(PeerSessionOptions.MaxReferences)} allows.",
                    PeerCallFate.NotSent);
            }

            CheckGuards(instance, contract);

            shared.Announce(contract);
            export = new SharedObject(_nextId++, instance, contract, serving);
            _exports.Add(export.Id, export);
            _byInstance.Add((instance, contract), export);
        }

        export.Count++;
        (sent ??= new(this)).Add(export.Id);
        return export.Id << 1;
    }

    /// <summary>An object that is handed out is served, and what asks for authorization only where it can be checked.</summary>
    private void CheckGuards(object instance, IContractDescription contract)
    {
        var refusal = state.Options.AuthorizeCall is null && contract.Guarded is { } guarded ? ServedContracts.Unguarded(contract, guarded) : null;
        if (refusal is null && instance.GetType() != _checkedType)
        {
            refusal = ForeignAuthorization.FindRefusal(instance, contract);
            _checkedType = refusal is null ? instance.GetType() : null;
        }

        if (refusal is not null)
        {
            throw new PeerException(PeerStatus.FailedPrecondition, refusal, PeerCallFate.NotSent);
        }
    }

    /// <summary>Takes a reference that came. Returns the proxy, or this side's own object come home.</summary>
    /// <param name="value">What was written; not zero.</param>
    /// <param name="contract">The contract the reader expects.</param>
    /// <param name="taken">Receives the hold on an object of the peer; null for this side's own.</param>
    /// <exception cref="PeerDataException">There is no such object, or too many are held.</exception>
    public object Import(ulong value, IContractDescription contract, out HeldReference? taken)
    {
        taken = null;
        return (value & 1) == 1 ? Home(value >> 1, contract) : Hold(value >> 1, contract, out taken);
    }

    /// <summary>Finds the queue of calls to an object of this side, by how a reference to it was written; null for an object of the peer.</summary>
    public ServedTarget? FindTarget(ulong written) =>
        (written & 1) == 0 && _exports.TryGetValue(written >> 1, out var export) ? export.Target : null;

    /// <summary>Finds whom a call through a reference goes to.</summary>
    public ServedMethod? Find(ulong id, ulong method) => _exports.TryGetValue(id, out var export) ? export.Target.Find(method) : null;

    /// <summary>The peer gives references back. Null, or what the peer did wrong.</summary>
    public string? OnRelease(ulong id, ulong count)
    {
        if (!_exports.TryGetValue(id, out var export))
        {
            return id == 0 || id >= _nextId ? "RELEASE of a reference that was never shared" : null;
        }

        if (count > (ulong)export.Count)
        {
            return "RELEASE of more references than were shared";
        }

        Forget(export, (long)count);
        return null;
    }

    /// <summary>References that were sent and never taken count no more. False when the peer gave them back itself.</summary>
    public bool GiveBack(ulong id, long count)
    {
        if (!_exports.TryGetValue(id, out var export) || export.Count < count)
        {
            return state.HasEnded;
        }

        Forget(export, count);
        return true;
    }

    /// <summary>Gives a reference of the peer back, with all that stands behind it.</summary>
    public void Release(HeldReference held, bool isLeak)
    {
        if (held.Count == 0)
        {
            return;
        }

        if (isLeak)
        {
            Leaked++;
        }

        Remove(held);
        if (!state.HasEnded)
        {
            Frames.Release(state.Send.Calls, held.Id, held.Count);
        }

        held.Count = 0;
    }

    /// <summary>Gives back one reference of those that stand behind each hold: a value with references in it was not taken after all.</summary>
    public void ReturnAll(List<HeldReference>? taken)
    {
        if (taken is not null)
        {
            foreach (var held in taken)
            {
                ReturnOne(held);
            }
        }
    }

    /// <summary>The session is over: nothing is shared any more.</summary>
    public void Clear()
    {
        _exports.Clear();
        _byInstance?.Clear();
        _imports.Clear();
        _held = 0;
        InFlight.Clear();
    }

    private void ReturnOne(HeldReference held)
    {
        if (held.Count == 1)
        {
            Release(held, isLeak: false);
        }
        else if (held.Count > 1)
        {
            held.Count--;
            if (!state.HasEnded)
            {
                Frames.Release(state.Send.Calls, held.Id, 1);
            }
        }
    }

    private void Forget(SharedObject export, long count)
    {
        export.Count -= count;
        if (export.Count == 0)
        {
            _exports.Remove(export.Id);
            _byInstance!.Remove((export.Instance, export.Contract));
        }
    }

    /// <summary>An object comes home as what it was shared as, or as a contract that this inherits from: the caller's method may name the base.</summary>
    private object Home(ulong id, IContractDescription contract) =>
        _exports.TryGetValue(id, out var export) && (ReferenceEquals(export.Contract, contract) || export.Contract.Bases.Contains(contract))
            ? export.Instance
            : throw new PeerDataException($"a reference to an object of this side that is not shared, or not as {contract.Name}");

    private object Hold(ulong id, IContractDescription contract, out HeldReference taken)
    {
        var others = _imports.GetValueOrDefault(id);
        for (var import = others; import is not null; import = import.Next)
        {
            if (ReferenceEquals(import.Contract, contract) && import.IsHeld(proxies, out var known, out var held))
            {
                held.Count++;
                taken = held;
                return known;
            }
        }

        // Each hold counts, also several on one object, as which a peer may name different contracts by turns.
        if (_held >= state.Options.MaxReferences)
        {
            throw new PeerDataException(PeerStatus.LimitExceeded, $"this side holds {_held} objects of the peer, as many as {nameof(PeerSessionOptions.MaxReferences)} allows");
        }

        var proxy = proxies.CreateProxy(id, contract, out taken);
        taken.Count = 1;
        if (!state.HasEnded)
        {
            _held++;
            _imports[id] = new(contract, proxy, others);
        }

        return proxy;
    }

    /// <summary>Forgets a hold that is given back, and with it those on the same object that were collected.</summary>
    private void Remove(HeldReference gone)
    {
        if (state.HasEnded)
        {
            return;
        }

        _held--;
        HeldObject? left = null;
        for (var import = _imports.GetValueOrDefault(gone.Id); import is not null; import = import.Next)
        {
            if (import.IsHeld(proxies, out var known, out var held) && !ReferenceEquals(held, gone))
            {
                left = new(import.Contract, known, left);
            }
        }

        if (left is null)
        {
            _imports.Remove(gone.Id);
        }
        else
        {
            _imports[gone.Id] = left;
        }
    }

    /// <summary>One object of the peer, as one contract. The proxy is what holds it: nobody may reach it from here.</summary>
    private sealed class HeldObject(IContractDescription contract, object instance, HeldObject? next)
    {
        private readonly WeakReference<object> _proxy = new(instance);

        public IContractDescription Contract => contract;

        public HeldObject? Next => next;

        public bool IsHeld(IProxyHost proxies, [NotNullWhen(true)] out object? known, [NotNullWhen(true)] out HeldReference? held)
        {
            held = _proxy.TryGetTarget(out known) && proxies.HoldOf(known) is { Count: > 0 } hold ? hold : null;
            return held is not null;
        }
    }

    /// <summary>One object the peer holds.</summary>
    private sealed class SharedObject
    {
        public SharedObject(ulong id, object instance, IContractDescription contract, ServingState serving)
        {
            Id = id;
            Instance = instance;
            Contract = contract;
            Target = new(contract, null, instance);
            Target.Attach(serving);
        }

        /// <summary>Gets the queue of the peer's calls to it.</summary>
        public ServedTarget Target { get; }

        public ulong Id { get; }

        public object Instance { get; }

        public IContractDescription Contract { get; }

        public long Count { get; set; }
    }

    private sealed class ByReference : IEqualityComparer<(object Instance, IContractDescription Contract)>
    {
        public bool Equals((object Instance, IContractDescription Contract) x, (object Instance, IContractDescription Contract) y) =>
            ReferenceEquals(x.Instance, y.Instance) && ReferenceEquals(x.Contract, y.Contract);

        public int GetHashCode((object Instance, IContractDescription Contract) obj) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Instance), RuntimeHelpers.GetHashCode(obj.Contract));
    }
}
