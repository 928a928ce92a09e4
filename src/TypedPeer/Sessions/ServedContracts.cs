using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>What this side serves, by instance name and method.</summary>
internal sealed class ServedContracts
{
    private readonly Dictionary<ulong, ServedMethod> _default = PeerKeys.Table<ServedMethod>();
    private readonly Dictionary<string, Dictionary<ulong, ServedMethod>> _named = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Contract)> _explicit = [];

    /// <summary>Gets every contract served, with its bases, each once.</summary>
    public List<PeerContractDescriptor> Descriptors { get; } = [];

    public List<ServedTarget> Targets { get; } = [];

    public void Add(string? name, PeerContractDescriptor descriptor, object? instance, Func<PeerInstance>? rent = null)
    {
        if (!_explicit.Add((name ?? string.Empty, descriptor.Name)))
        {
            var where = name is null ? string.Empty : $" under the name '{name}'";
            throw new ArgumentException($"The contract {descriptor.Name} is served{where} already.");
        }

        Dictionary<ulong, ServedMethod>? methods;
        if (name is null)
        {
            methods = _default;
        }
        else if (!_named.TryGetValue(name, out methods))
        {
            methods = PeerKeys.Table<ServedMethod>();
            _named.Add(name, methods);
        }

        var target = new ServedTarget(instance, rent);
        Targets.Add(target);
        Describe(descriptor);
        AddAll(methods, target, descriptor);
    }

    /// <summary>Adds the methods of a contract and of its bases. A base served for itself keeps its own instance, whichever came first.</summary>
    public static void AddAll(Dictionary<ulong, ServedMethod> methods, ServedTarget target, PeerContractDescriptor descriptor)
    {
        AddMethods(methods, target, descriptor, overwrite: true);
        foreach (var parent in descriptor.Bases.Span)
        {
            AddMethods(methods, target, parent, overwrite: false);
        }
    }

    public ServedMethod? Find(string? name, ulong method)
    {
        if (name is null)
        {
            return _default.GetValueOrDefault(method);
        }

        return _named.TryGetValue(name, out var methods) ? methods.GetValueOrDefault(method) : null;
    }

    private void Describe(PeerContractDescriptor descriptor)
    {
        if (!Descriptors.Contains(descriptor))
        {
            Descriptors.Add(descriptor);
        }

        foreach (var parent in descriptor.Bases.Span)
        {
            Describe(parent);
        }
    }

    private static void AddMethods(Dictionary<ulong, ServedMethod> methods, ServedTarget target, PeerContractDescriptor descriptor, bool overwrite)
    {
        var declared = descriptor.Methods.Span;
        for (var i = 0; i < declared.Length; i++)
        {
            var served = new ServedMethod(target, descriptor, i, declared[i]);
            if (overwrite)
            {
                methods[declared[i].Id] = served;
            }
            else
            {
                methods.TryAdd(declared[i].Id, served);
            }
        }
    }
}
