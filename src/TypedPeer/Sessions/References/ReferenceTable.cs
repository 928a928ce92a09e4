using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.References;

/// <summary>
/// Objects this side shared with the peer, and objects of the peer this side holds. Both counted, both bounded, both gone
/// with the session. Encoding and decoding call in from any thread, so every public member takes the lock itself unless it
/// says that it is already held.
/// </summary>
internal sealed class ReferenceTable(SessionEngine engine)
{
    /// <summary>How many times as many references may be on their way as objects may be shared: one object may be sent often.</summary>
    private const int UnsettledPerReference = 16;

    private readonly Dictionary<ulong, SharedObject> _exports = PeerKeys.Table<SharedObject>();
    private readonly Dictionary<(object Instance, PeerContractDescriptor Contract), SharedObject> _byInstance = new(new ByReference());
    private readonly Dictionary<ulong, HeldObject> _imports = PeerKeys.Table<HeldObject>();
    private int _held;
    private ulong _nextId = 1;

    /// <summary>Gets what was sent and not settled by the peer. Under the lock.</summary>
    public ReferencesInFlight InFlight => field ??= new(this);

    /// <summary>Gets or sets how many parts of calls with references, and runs of equal references in them, are not settled. Under the lock.</summary>
    public int Unsettled { get; set; }

    /// <summary>Gets how many objects the peer holds. Under the lock.</summary>
    public int Shared => _exports.Count;

    /// <summary>Gets how many objects of the peer this side holds. Under the lock.</summary>
    public int Held => _held;

    /// <summary>Gets how many references were given back only because the collector found them. Under the lock.</summary>
    public long Leaked { get; private set; }

    /// <summary>Shares an object, once more. Returns what is written for it.</summary>
    /// <param name="instance">The object.</param>
    /// <param name="contract">What it is shared as.</param>
    /// <param name="sent">Takes note of it, so that it can be given back when the peer does not take it; made when it is needed.</param>
    public ulong Export(object instance, PeerContractDescriptor contract, ref SentReferences? sent)
    {
        if (Proxies.RemoteOf(instance) is { } remote && ReferenceEquals(remote.Engine, engine) && remote.Reference is { } own)
        {
            return (own.Id << 1) | 1;
        }

        engine.Enter();
        try
        {
            if (Unsettled >= UnsettledPerReference * (long)engine.Options.MaxReferences && Unsettled > 0)
            {
                throw new PeerException(
                    PeerStatus.LimitExceeded,
                    $"{Unsettled} references are on their way to the peer, {UnsettledPerReference} times {nameof(PeerSessionOptions.MaxReferences)}.",
                    PeerCallFate.NotSent);
            }

            if (!_byInstance.TryGetValue((instance, contract), out var export))
            {
                if (_exports.Count >= engine.Options.MaxReferences)
                {
                    throw new PeerException(
                        PeerStatus.LimitExceeded,
                        $"The peer holds {_exports.Count} objects of this side, as many as {nameof(PeerSessionOptions.MaxReferences)} allows.",
                        PeerCallFate.NotSent);
                }

                engine.Core.Shared.Announce(contract);
                export = new SharedObject(_nextId++, instance, contract, engine);
                _exports.Add(export.Id, export);
                _byInstance.Add((instance, contract), export);
            }

            export.Count++;
            (sent ??= new(this)).Add(export.Id);
            return export.Id << 1;
        }
        finally
        {
            engine.Exit(eager: false);
        }
    }

    /// <summary>Takes a reference that came. Returns the proxy, or this side's own object come home.</summary>
    /// <param name="value">What was written.</param>
    /// <param name="contract">The contract the reader expects.</param>
    /// <param name="taken">Receives the hold on an object of the peer; null for this side's own.</param>
    public object Import(ulong value, PeerContractDescriptor contract, out PeerReferenceHandle? taken)
    {
        taken = null;
        if (value == 0)
        {
            throw new PeerDataException("null where the contract says there is an object");
        }

        engine.Enter();
        try
        {
            return (value & 1) == 1 ? Home(value >> 1, contract) : Hold(value >> 1, contract, out taken);
        }
        finally
        {
            engine.Exit(eager: false);
        }
    }

    /// <summary>Finds the queue of calls to an object of this side, by how a reference to it was written; null for an object of the peer.</summary>
    public ServedTarget? FindTarget(ulong written)
    {
        engine.Enter();
        var target = (written & 1) == 0 && _exports.TryGetValue(written >> 1, out var export) ? export.Target : null;
        engine.Exit(eager: false);
        return target;
    }

    /// <summary>Finds whom a call through a reference goes to. Under the lock.</summary>
    public ServedMethod? Find(ulong id, ulong method) => _exports.TryGetValue(id, out var export) ? export.Find(method) : null;

    /// <summary>The peer gives references back. Null, or what the peer did wrong. Under the lock.</summary>
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

    /// <summary>References that were sent and never taken count no more. False when the peer gave them back itself. Under the lock.</summary>
    public bool GiveBack(ulong id, long count)
    {
        if (!_exports.TryGetValue(id, out var export) || export.Count < count)
        {
            return engine.Core.HasEnded;
        }

        Forget(export, count);
        return true;
    }

    /// <summary>What was written will not be sent: gives its references back.</summary>
    public void Discard(SentReferences sent)
    {
        engine.Enter();
        sent.TryClose();
        engine.Exit(eager: false);
    }

    /// <summary>Gives back one reference of those that stand behind a hold. Under the lock.</summary>
    public void ReturnOne(PeerReferenceHandle handle)
    {
        if (handle.Count == 1)
        {
            ReleaseLocked(handle, isLeak: false);
        }
        else if (handle.Count > 1)
        {
            handle.Count--;
            if (!engine.Core.HasEnded)
            {
                Frames.Release(engine.Core.Send.Calls, handle.Id, 1);
            }
        }
    }

    /// <summary>Gives a reference of the peer back.</summary>
    public void Release(PeerReferenceHandle handle, bool isLeak)
    {
        engine.Enter();
        ReleaseLocked(handle, isLeak);
        engine.Exit(eager: true);
    }

    /// <summary>Gives a reference of the peer back. Under the lock.</summary>
    public void ReleaseLocked(PeerReferenceHandle handle, bool isLeak)
    {
        if (handle.Count == 0)
        {
            return;
        }

        if (isLeak)
        {
            Leaked++;
        }

        Remove(handle);
        if (!engine.Core.HasEnded)
        {
            Frames.Release(engine.Core.Send.Calls, handle.Id, handle.Count);
        }

        handle.Count = 0;
    }

    /// <summary>The session is over: nothing is shared any more. Under the lock.</summary>
    public void Clear()
    {
        _exports.Clear();
        _byInstance.Clear();
        _imports.Clear();
        _held = 0;
        InFlight.Clear();
    }

    /// <summary>A value with references in it could not be read to its end: what was taken of them goes back.</summary>
    public void ReturnAll(List<PeerReferenceHandle>? taken)
    {
        if (taken is null)
        {
            return;
        }

        engine.Enter();
        foreach (var handle in taken)
        {
            ReturnOne(handle);
        }

        engine.Exit(eager: false);
    }

    private void Forget(SharedObject export, long count)
    {
        export.Count -= count;
        if (export.Count == 0)
        {
            _exports.Remove(export.Id);
            _byInstance.Remove((export.Instance, export.Contract));
        }
    }

    /// <summary>An object comes home as what it was shared as, or as a contract that this inherits from: the caller's method may name the base.</summary>
    private object Home(ulong id, PeerContractDescriptor contract) =>
        _exports.TryGetValue(id, out var export) && (ReferenceEquals(export.Contract, contract) || export.Contract.Bases.Span.Contains(contract))
            ? export.Instance
            : throw new PeerDataException($"a reference to an object of this side that is not shared, or not as {contract.Name}");

    private object Hold(ulong id, PeerContractDescriptor contract, out PeerReferenceHandle taken)
    {
        var others = _imports.GetValueOrDefault(id);
        for (var import = others; import is not null; import = import.Next)
        {
            if (ReferenceEquals(import.Contract, contract) && import.IsHeld(out var known, out var held))
            {
                held.Count++;
                taken = held;
                return known;
            }
        }

        // Each hold counts, also several on one object, as which a peer may name different contracts by turns.
        if (_held >= engine.Options.MaxReferences)
        {
            throw new PeerDataException(PeerStatus.LimitExceeded, $"this side holds {_held} objects of the peer, as many as {nameof(PeerSessionOptions.MaxReferences)} allows");
        }

        var handle = new PeerReferenceHandle(this, id, contract) { Count = 1 };
        var remote = new PeerRemote(engine, CallTarget.Reference(contract, id), handle);
        var proxy = contract.CreateProxyObject(remote);
        Proxies.Remember(proxy, remote);
        if (!engine.Core.HasEnded)
        {
            _held++;
            _imports[id] = new(contract, proxy, others);
        }

        taken = handle;
        return proxy;
    }

    /// <summary>Forgets a hold that is given back, and with it those on the same object that were collected. Under the lock.</summary>
    private void Remove(PeerReferenceHandle handle)
    {
        if (engine.Core.HasEnded)
        {
            return;
        }

        _held--;
        HeldObject? left = null;
        for (var import = _imports.GetValueOrDefault(handle.Id); import is not null; import = import.Next)
        {
            if (import.IsHeld(out var known, out var held) && !ReferenceEquals(held, handle))
            {
                left = new(import.Contract, known, left);
            }
        }

        if (left is null)
        {
            _imports.Remove(handle.Id);
        }
        else
        {
            _imports[handle.Id] = left;
        }
    }

    /// <summary>One object of the peer, as one contract. The proxy is what holds it: nobody may reach it from here.</summary>
    private sealed class HeldObject(PeerContractDescriptor contract, object instance, HeldObject? next)
    {
        private readonly WeakReference<object> _proxy = new(instance);

        public PeerContractDescriptor Contract => contract;

        public HeldObject? Next => next;

        public bool IsHeld([NotNullWhen(true)] out object? known, [NotNullWhen(true)] out PeerReferenceHandle? held)
        {
            held = _proxy.TryGetTarget(out known) && Proxies.RemoteOf(known)?.Reference is { Count: > 0 } reference ? reference : null;
            return held is not null;
        }
    }

    /// <summary>One object the peer holds.</summary>
    private sealed class SharedObject
    {
        public SharedObject(ulong id, object instance, PeerContractDescriptor contract, SessionEngine engine)
        {
            Id = id;
            Instance = instance;
            Contract = contract;
            Target = new(contract, null, instance);
            Target.Attach(engine);
        }

        /// <summary>Gets the queue of the peer's calls to it.</summary>
        public ServedTarget Target { get; }

        public ulong Id { get; }

        public object Instance { get; }

        public PeerContractDescriptor Contract { get; }

        public long Count { get; set; }

        public ServedMethod? Find(ulong method) => Target.Find(method);
    }

    private sealed class ByReference : IEqualityComparer<(object Instance, PeerContractDescriptor Contract)>
    {
        public bool Equals((object Instance, PeerContractDescriptor Contract) x, (object Instance, PeerContractDescriptor Contract) y) =>
            ReferenceEquals(x.Instance, y.Instance) && ReferenceEquals(x.Contract, y.Contract);

        public int GetHashCode((object Instance, PeerContractDescriptor Contract) obj) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Instance), RuntimeHelpers.GetHashCode(obj.Contract));
    }
}
