using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Tables;

namespace TypedPeer.Sessions.Serving;

/// <summary>
/// What is served under one instance name. A contract is answered by what is served as that contract; a base that is not served
/// for itself, by the only contract served that inherits from it. Of several, none is guessed.
/// </summary>
internal sealed class ServedInstance
{
    private readonly PeerTable<Answering> _byContract = new();
    private readonly PeerTable<Answering> _byMethod = new();

    /// <summary>What was found last, without a contract: most calls are for the method of the call before.</summary>
    private ServedMethod? _recent;

    /// <summary>Adds a contract. False when it is served already.</summary>
    public bool TryAdd(ServedTarget target)
    {
        var own = For(target.Contract);
        if (own.IsExplicit)
        {
            return false;
        }

        own.Serve(target);
        foreach (var parent in target.Contract.Bases)
        {
            For(parent).Inherit(target);
        }

        return true;
    }

    /// <summary>Finds a method. A caller that names no contract means the one that declares the method.</summary>
    public ServedMethod? Find(ulong? contract, ulong method, out string? refusal)
    {
        refusal = null;
        if (contract is null && _recent is { } recent && recent.Method.Id == method)
        {
            return recent;
        }

        if ((contract is { } named ? _byContract.Find(named) : _byMethod.Find(method)) is not { } answering)
        {
            return null;
        }

        refusal = answering.Refusal;
        var found = refusal is null ? answering.Target!.Find(method) : null;
        if (contract is null)
        {
            _recent = found;
        }

        return found;
    }

    private Answering For(IContractDescription contract)
    {
        var hash = NameHash.Of(contract.Name);
        if (_byContract.Find(hash) is not { } answering)
        {
            answering = new(contract.Name);
            _byContract.Add(hash, answering);
            foreach (var method in contract.Methods.Span)
            {
                _byMethod.Set(method.Id, answering);
            }
        }

        return answering;
    }

    /// <summary>Who answers for one contract.</summary>
    private sealed class Answering(string contract)
    {
        private readonly List<string> _heirs = [];

        public ServedTarget? Target { get; private set; }

        /// <summary>Gets a value indicating whether something is served as this very contract, which then answers, whichever came first.</summary>
        public bool IsExplicit { get; private set; }

        public string? Refusal => !IsExplicit && _heirs.Count > 1
            ? $"{string.Join(" and ", _heirs)} are served there and inherit from {contract}, and the call does not say which of them it is for. Ask for one of them."
            : null;

        public void Serve(ServedTarget target)
        {
            Target = target;
            IsExplicit = true;
        }

        public void Inherit(ServedTarget target)
        {
            _heirs.Add(target.Contract.Name);
            if (!IsExplicit)
            {
                Target = target;
            }
        }
    }
}
