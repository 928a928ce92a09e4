using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedPeer.CompileTime;

/// <summary>Looks for contracts as the real generator does, and does nothing with them: the compiler's own share of the time.</summary>
internal sealed class IdleGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var contracts = context.SyntaxProvider.ForAttributeWithMetadataName(
            "TypedPeer.PeerContractAttribute", static (node, _) => node is InterfaceDeclarationSyntax, static (target, _) => target.TargetSymbol.Name);
        context.RegisterSourceOutput(contracts, static (_, _) => { });
    }
}
