using System.Globalization;

namespace TypedPeer.TypeScript.Tests;

/// <summary>The hashes of a contract, as a page gets them that was given the rest by hand.</summary>
internal static class Described
{
    /// <summary>Describes what the tests use.</summary>
    public static object Workshop() => new { workshop = As<IWorkshop>(), tool = As<ITool>() };

    /// <summary>Describes the contract, its methods by their signatures.</summary>
    public static object As<TContract>()
        where TContract : class, IPeerContract<TContract>
    {
        var contract = TContract.Descriptor;
        return new
        {
            name = contract.Name,
            fingerprint = Hex(contract.Fingerprint),
            methods = contract.Methods.ToArray().ToDictionary(static method => method.Signature, static method => new { id = Hex(method.Id), shape = Hex(method.Shape) }),
        };
    }

    private static string Hex(ulong hash) => $"0x{hash.ToString("x", CultureInfo.InvariantCulture)}";
}
