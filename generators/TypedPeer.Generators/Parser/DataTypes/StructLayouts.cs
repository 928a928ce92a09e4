using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>
/// Finds how a struct lies in memory. In source that is an attribute; in a compiled assembly it is a part of the type's own
/// entry, which symbols do not show, so the entry is read.
/// </summary>
internal static class StructLayouts
{
    private const string NotNatural = "its layout is not the natural one; remove LayoutKind.Auto, LayoutKind.Explicit, Pack and Size";

    /// <summary>Returns why a struct's memory is not its members one after another, or null where it is.</summary>
    public static string? WhyNotSequential(INamedTypeSymbol type, Compilation compilation)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass is not { } attributeClass)
            {
                continue;
            }

            if (attributeClass.Is("System.Runtime.CompilerServices", "InlineArrayAttribute"))
            {
                return "an inline array has no portable layout";
            }

            if (!attributeClass.Is("System.Runtime.InteropServices", "StructLayoutAttribute"))
            {
                continue;
            }

            // LayoutKind: 0 is Sequential. It comes as an enum or as a short.
            var kind = attribute.ConstructorArguments.Length == 1 ? Convert.ToInt32(attribute.ConstructorArguments[0].Value) : 0;
            if (kind != 0 || attribute.NamedArguments.Any(argument => argument.Key is "Pack" or "Size" && argument.Value.Value is not 0))
            {
                return NotNatural;
            }
        }

        if (type.GetMembers().Any(member => member is IFieldSymbol { IsFixedSizeBuffer: true }))
        {
            return "it has a fixed buffer";
        }

        // Of source, in this project or another, the attributes have said everything.
        return type.OriginalDefinition.MetadataToken == 0 ? null : WhyNotSequentialInMetadata(type.OriginalDefinition, compilation);
    }

    private static string? WhyNotSequentialInMetadata(INamedTypeSymbol type, Compilation compilation)
    {
        if (Reader(type, compilation) is not { } reader)
        {
            return "how it lies in memory cannot be seen from here; use a struct of your own, or a class";
        }

        var definition = reader.GetTypeDefinition((TypeDefinitionHandle)MetadataTokens.EntityHandle(type.MetadataToken));
        var layout = definition.GetLayout();

        // A struct without fields has a size of one, as it has in memory.
        var isSized = layout.Size > 1 || (layout.Size == 1 && definition.GetFields().Any(field => (reader.GetFieldDefinition(field).Attributes & FieldAttributes.Static) == 0));
        return (definition.Attributes & TypeAttributes.LayoutMask) == TypeAttributes.SequentialLayout && layout.PackingSize == 0 && !isSized ? null : NotNatural;
    }

    private static MetadataReader? Reader(INamedTypeSymbol type, Compilation compilation) =>
        compilation.GetMetadataReference(type.ContainingAssembly) is PortableExecutableReference reference
        && reference.GetMetadata() is AssemblyMetadata metadata
        && metadata.GetModules().FirstOrDefault(module => module.Name == type.ContainingModule.Name) is { } module
            ? module.GetMetadataReader()
            : null;
}
