namespace TypedPeer;

/// <summary>
/// Asks for authorization before a call reaches its handler: on a contract of each of its methods, on a method of that one. Of several, on method and contract,
/// each has to be satisfied. Without policy and roles it asks for an authenticated user.
/// </summary>
/// <remarks>
/// What asks is checked by <see cref="PeerSessionOptions.AuthorizeCall"/>, and with hosting by the application's <c>IAuthorizationService</c>. Where nothing can check, a contract that asks is not served.
/// An attribute of a contract holds for everything that is called through it, what it inherits included. The caller knows nothing of it: it is no part of the fingerprint.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class PeerAuthorizeAttribute : Attribute
{
    /// <summary>Asks for an authenticated user, or for what is set.</summary>
    public PeerAuthorizeAttribute()
    {
    }

    /// <summary>Asks for what a policy says.</summary>
    /// <param name="policy">The name of the policy.</param>
    public PeerAuthorizeAttribute(string policy) => Policy = policy;

    /// <summary>Gets or sets the name of the policy that has to be satisfied; null for none.</summary>
    public string? Policy { get; set; }

    /// <summary>Gets or sets the roles, separated by commas, of which the user has to have one; null for any.</summary>
    public string? Roles { get; set; }
}
