namespace TypedPeer.CompilerServices;

/// <summary>What has to be satisfied before a method is called: by attributes of the method, of the contract that declares it, and of those it is served through.</summary>
internal static class CallRequirements
{
    /// <summary>Returns what a call has to satisfy; empty when it is for everyone. The same list for the same attributes, where these are of one place.</summary>
    /// <param name="served">What the object is served as.</param>
    /// <param name="declaring">The contract that declares the method: the same, or one of its bases.</param>
    /// <param name="method">The method.</param>
    public static IReadOnlyList<PeerAuthorizeAttribute> Of(IContractDescription served, IContractDescription declaring, PeerMethod method)
    {
        if (method.AllowsAnonymous)
        {
            return [];
        }

        var all = Concat([], OfContract(served, declaring));
        foreach (var parent in served.Bases)
        {
            all = Concat(all, OfContract(parent, declaring));
        }

        return Concat(all, method.Authorize);
    }

    /// <summary>Returns a method of a contract, or of its bases, that not everyone may call when it is served as this contract; null when there is none.</summary>
    public static PeerMethod? FindGuarded(IContractDescription served)
    {
        var guarded = FindGuarded(served, served);
        foreach (var parent in served.Bases)
        {
            guarded ??= FindGuarded(served, parent);
        }

        return guarded;
    }

    private static PeerMethod? FindGuarded(IContractDescription served, IContractDescription declaring)
    {
        foreach (var method in declaring.Methods.Span)
        {
            if (Of(served, declaring, method).Count > 0)
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>A contract's attributes hold for its own methods, unless it lets everyone call these, and for all that it inherits.</summary>
    private static IReadOnlyList<PeerAuthorizeAttribute> OfContract(IContractDescription contract, IContractDescription declaring) =>
        (ReferenceEquals(contract, declaring) ? !contract.AllowsAnonymous : contract.Bases.Contains(declaring)) ? contract.Authorize : [];

    private static IReadOnlyList<PeerAuthorizeAttribute> Concat(IReadOnlyList<PeerAuthorizeAttribute> first, IReadOnlyList<PeerAuthorizeAttribute> second) =>
        first.Count == 0 ? second : second.Count == 0 ? first : [.. first, .. second];
}
