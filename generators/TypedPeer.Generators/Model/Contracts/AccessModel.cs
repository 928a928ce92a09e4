using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.Contracts;

/// <summary>Who may call a method, or the methods of a contract.</summary>
/// <param name="Authorize">What is asked, each of it.</param>
/// <param name="AllowsAnonymous">Whether everyone may, whatever is asked elsewhere.</param>
internal sealed record AccessModel(EquatableArray<AuthorizeModel> Authorize, bool AllowsAnonymous)
{
    /// <summary>Nothing is said.</summary>
    public static AccessModel None { get; } = new(EquatableArray<AuthorizeModel>.Empty, AllowsAnonymous: false);
}

/// <summary>One thing that is asked.</summary>
/// <param name="Policy">The name of a policy; null for none.</param>
/// <param name="Roles">Roles, of which one is enough; null for any.</param>
internal sealed record AuthorizeModel(string? Policy, string? Roles);
