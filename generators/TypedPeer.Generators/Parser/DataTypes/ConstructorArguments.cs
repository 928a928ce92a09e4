using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>How members are handed to a constructor whose parameters are not quite theirs.</summary>
internal static class ConstructorArguments
{
    /// <summary>Returns the member of each parameter, -1 for one that is left to its default; null where the constructor cannot be called so.</summary>
    public static int[]? Match(Compilation compilation, IMethodSymbol constructor, IReadOnlyList<DataMember> members, Func<IParameterSymbol, string, bool> isFor)
    {
        var indexes = new int[constructor.Parameters.Length];
        for (var i = 0; i < indexes.Length; i++)
        {
            var parameter = constructor.Parameters[i];
            indexes[i] = -1;
            for (var j = 0; j < members.Count && parameter.RefKind is RefKind.None or RefKind.In; j++)
            {
                if (isFor(parameter, members[j].Symbol.Name) && Takes(compilation, parameter, members[j]))
                {
                    indexes[i] = j;
                    break;
                }
            }

            if (indexes[i] < 0 && !parameter.IsOptional && !parameter.IsParams)
            {
                return null;
            }
        }

        return indexes;
    }

    /// <summary>Returns the arguments that are given; those after one that is left out are named.</summary>
    public static ConstructorArgument[] Of(IMethodSymbol constructor, IReadOnlyList<DataMember> members, int[] parameters)
    {
        var arguments = new List<ConstructorArgument>();
        var isNamed = false;
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i] < 0)
            {
                isNamed = true;
                continue;
            }

            var parameter = constructor.Parameters[i];
            arguments.Add(new ConstructorArgument(parameters[i], isNamed ? parameter.Name : null, MayWarn(parameter, members[parameters[i]])));
        }

        return [.. arguments];
    }

    private static bool Takes(Compilation compilation, IParameterSymbol parameter, DataMember member) =>
        SymbolEqualityComparer.Default.Equals(parameter.Type, member.Type) || compilation.ClassifyCommonConversion(member.Type, parameter.Type) is { Exists: true, IsImplicit: true, IsUserDefined: false };

    // The constructor refuses, or does not say that it takes, a null that the member may have; it decides when it comes.
    private static bool MayWarn(IParameterSymbol parameter, DataMember member)
    {
        if (!member.Type.IsReferenceType)
        {
            return !SymbolEqualityComparer.IncludeNullability.Equals(parameter.Type, member.Type) && SymbolEqualityComparer.Default.Equals(parameter.Type, member.Type);
        }

        var takesNull = FlowAttributes.Has(parameter, FlowAttributes.AllowNull)
            || (parameter.Type.NullableAnnotation != NullableAnnotation.NotAnnotated && !FlowAttributes.Has(parameter, FlowAttributes.DisallowNull));
        return (!takesNull && member.Type.NullableAnnotation != NullableAnnotation.NotAnnotated)
            || !SymbolEqualityComparer.IncludeNullability.Equals(Plain(parameter.Type), Plain(member.Type));
    }

    private static ITypeSymbol Plain(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None);
}
