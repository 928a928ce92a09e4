using System.Text;
using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Parser.Naming;

/// <summary>How long the names in an assembly may be.</summary>
internal static class MetadataNames
{
    // What metadata takes, less what stands around the name of a type where a codec or a proxy implements an interface.
    private const int MaxName = 1023 - 64;

    /// <summary>Whether an assembly can hold members named after a type, as those that implement an interface are.</summary>
    /// <param name="type">The type.</param>
    /// <param name="member">What comes after its name, if anything.</param>
    public static bool Fit(TypeName type, string member = "") => Encoding.UTF8.GetByteCount(TypeNameText.Plain(type) + member) <= MaxName;
}
