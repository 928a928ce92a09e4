using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Serving;

/// <summary>What this side serves, by instance name, contract and method.</summary>
internal sealed class ServedContracts
{
    private readonly Dictionary<string, ServedInstance> _instances = new(StringComparer.Ordinal);
    private readonly HashSet<IContractDescription> _described = [];
    private ServedInstance? _default;

    /// <summary>Gets every contract served, with its bases, each once.</summary>
    public List<IContractDescription> Descriptors { get; } = [];

    public List<ServedTarget> Targets { get; } = [];

    /// <summary>Gets a value indicating whether a method is served whose calls may come by the lane without order.</summary>
    public bool HasUnreliable
    {
        get
        {
            foreach (var contract in Descriptors)
            {
                foreach (var method in contract.Methods.Span)
                {
                    if (method.IsUnreliable)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    public void Add(string? name, IContractDescription descriptor, object? instance, Func<PeerInstance>? rent = null)
    {
        if (name is not null)
        {
            // A name nobody could call it by is found here, and not by the first who tries.
            _ = CallHeader.EncodeName(name);
        }

        if (instance is not null && ForeignAuthorization.FindRefusal(instance, descriptor) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        var key = name ?? string.Empty;
        if (!_instances.TryGetValue(key, out var served))
        {
            served = new();
            _instances.Add(key, served);
            _default = name is null ? served : _default;
        }

        var target = new ServedTarget(descriptor, name, instance, rent);
        if (!served.TryAdd(target))
        {
            var where = name is null ? string.Empty : $" under the name '{name}'";
            throw new ArgumentException($"The contract {descriptor.Name} is served{where} already.");
        }

        Targets.Add(target);
        Describe(descriptor);
    }

    /// <summary>Makes sure that who asks for authorization is served where it can be checked.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public void CheckGuards(PeerSessionOptions options)
    {
        foreach (var target in Targets)
        {
            if (options.AuthorizeCall is null && target.Contract.Guarded is { } guarded)
            {
                throw new InvalidOperationException(Unguarded(target.Contract, guarded));
            }
        }
    }

    /// <summary>Says why a contract is not served.</summary>
    public static string Unguarded(IContractDescription contract, PeerMethod guarded) =>
        $"{contract.Name} is not served: {guarded} asks for authorization ([PeerAuthorize]), and nothing here could check it. Set {nameof(PeerSessionOptions)}.{nameof(PeerSessionOptions.AuthorizeCall)}, or serve it by TypedPeer.Hosting.";

    /// <summary>Finds what a call is for.</summary>
    /// <param name="name">The name of the instance; null for the default one.</param>
    /// <param name="contract">The hash of the contract the caller named; null when it named none, as for methods the contract declares itself.</param>
    /// <param name="method">The method's identifier.</param>
    /// <param name="refusal">Receives why nothing is found, where there is more to say than that.</param>
    public ServedMethod? Find(string? name, ulong? contract, ulong method, out string? refusal)
    {
        refusal = null;
        var served = name is null ? _default : _instances.GetValueOrDefault(name);
        return served?.Find(contract, method, out refusal);
    }

    private void Describe(IContractDescription descriptor)
    {
        if (_described.Add(descriptor))
        {
            Descriptors.Add(descriptor);
        }

        foreach (var parent in descriptor.Bases)
        {
            Describe(parent);
        }
    }
}
