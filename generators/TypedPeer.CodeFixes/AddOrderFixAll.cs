using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace TypedPeer.CodeFixes;

/// <summary>Orders type after type: the members of one may be spread over files, and a base class is shared.</summary>
internal sealed class AddOrderFixAll : FixAllProvider
{
    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        AddOrderFix.Title, cancellationToken => FixAsync(fixAllContext, cancellationToken), equivalenceKey: nameof(AddOrderFix)));

    private static async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        var solution = context.Solution;
        foreach (var (project, diagnostics) in await FixAllDiagnostics.InScopeAsync(context).ConfigureAwait(false))
        {
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var diagnostic in diagnostics)
            {
                if (project.GetDocument(diagnostic.Location.SourceTree) is { } document
                    && await AddOrderFix.KeyAsync(document, diagnostic, cancellationToken).ConfigureAwait(false) is { } key
                    && keys.Add(key))
                {
                    solution = await MemberOrders.AddAsync(solution, project.Id, key, cancellationToken).ConfigureAwait(false) ?? solution;
                }
            }
        }

        return solution;
    }
}
