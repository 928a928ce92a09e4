using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.Contracts;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Prints who may call what, as settings behind a constructor: nothing where nothing is said.</summary>
internal static class AccessEmitter
{
    public static IEnumerable<string> Settings(AccessModel access)
    {
        if (access.Authorize.Count > 0)
        {
            yield return $"Authorize = new global::TypedPeer.PeerAuthorizeAttribute[] {{ {string.Join(", ", access.Authorize.Select(Attribute))} }}";
        }

        if (access.AllowsAnonymous)
        {
            yield return "AllowsAnonymous = true";
        }
    }

    private static string Attribute(AuthorizeModel asked) =>
        $"new({(asked.Policy is null ? string.Empty : Literals.Of(asked.Policy))})" + (asked.Roles is null ? string.Empty : $" {{ Roles = {Literals.Of(asked.Roles)} }}");
}
