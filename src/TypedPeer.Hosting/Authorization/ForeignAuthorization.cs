using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;

namespace TypedPeer.Hosting.Authorization;

/// <summary>Finds ASP.NET Core's authorization attributes on implementations, where nobody would ask what they ask.</summary>
internal static class ForeignAuthorization
{
    public static void Refuse(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods)] Type implementation, Type contract)
    {
        Refuse(implementation, implementation, contract);
        foreach (var method in implementation.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Refuse(method, implementation, contract);
        }
    }

    private static void Refuse(MemberInfo member, Type implementation, Type contract)
    {
        if (Array.Find(member.GetCustomAttributes(inherit: true), static attribute => attribute is IAuthorizeData or IAllowAnonymous) is { } found)
        {
            throw new InvalidOperationException(
                $"{contract} is not served by {implementation}: [{found.GetType().Name}] on {member.Name} would be asked by nobody, since calls come by the contract. Write [PeerAuthorize] or [PeerAllowAnonymous] there.");
        }
    }
}
