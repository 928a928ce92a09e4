using System.Security.Claims;

namespace TypedPeer.Sessions.Resuming;

/// <summary>Whether a peer that comes back is the user it was.</summary>
internal static class SameUser
{
    /// <summary>Compares by what names a user, where something does, and otherwise by all that is claimed.</summary>
    public static bool Is(ClaimsPrincipal? one, ClaimsPrincipal? other)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        if (one is null || other is null)
        {
            return false;
        }

        var name = NameOf(one);
        return name is null && NameOf(other) is null
            ? Claims(one).SequenceEqual(Claims(other), StringComparer.Ordinal)
            : string.Equals(name, NameOf(other), StringComparison.Ordinal);
    }

    private static string? NameOf(ClaimsPrincipal user) =>
        user.FindFirst(ClaimTypes.NameIdentifier) is { } identifier ? $"id {identifier.Issuer} {identifier.Value}"
        : user.FindFirst("sub") is { } subject ? $"id {subject.Issuer} {subject.Value}"
        : user.Identity?.Name is { } name ? $"name {name}"
        : null;

    private static IEnumerable<string> Claims(ClaimsPrincipal user) => user.Claims.Select(static claim => $"{claim.Type} {claim.Issuer} {claim.Value}").Order(StringComparer.Ordinal);
}
