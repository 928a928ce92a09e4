using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Serving;

/// <summary>
/// Finds ASP.NET Core's authorization attributes on the class of an object that is served: nobody would ask what they ask. By their names, since nothing of that is
/// referenced here; the compiler is told of those on methods, too (TP0036).
/// </summary>
internal static class ForeignAuthorization
{
    private const string Asks = "Microsoft.AspNetCore.Authorization.AuthorizeAttribute";
    private const string Opens = "Microsoft.AspNetCore.Authorization.AllowAnonymousAttribute";

    /// <summary>Says why an object is not served; null when there is no reason.</summary>
    public static string? FindRefusal(object instance, IContractDescription contract)
    {
        for (var type = instance.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var attribute in type.CustomAttributes)
            {
                if (IsForeign(attribute.AttributeType))
                {
                    return $"{contract.Name} is not served by {type}: its [{attribute.AttributeType.Name}] would be asked by nobody, since calls come by the contract. Write [PeerAuthorize] or [PeerAllowAnonymous] there.";
                }
            }
        }

        return null;
    }

    private static bool IsForeign(Type? attribute)
    {
        for (; attribute is not null; attribute = attribute.BaseType)
        {
            if (attribute.FullName is Asks or Opens)
            {
                return true;
            }
        }

        return false;
    }
}
