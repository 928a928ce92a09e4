using System.Security.Claims;

namespace TypedPeer.Signaling.Http;

/// <summary>What tells one user from another.</summary>
internal static class ClaimsPrincipalNames
{
    /// <summary>Returns the identifier of a user that logged in; null where there is none.</summary>
    public static string? FindFirstValue(this ClaimsPrincipal user) => user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value;
}
