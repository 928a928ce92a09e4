using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace TypedPeer.CodeFixes;

/// <summary>What is to be fixed all at once.</summary>
internal static class FixAllDiagnostics
{
    /// <summary>Returns the diagnostics of a document, a project or a solution, project by project.</summary>
    public static async Task<IReadOnlyList<(Project Project, IReadOnlyList<Diagnostic> Diagnostics)>> InScopeAsync(FixAllContext context)
    {
        var found = new List<(Project, IReadOnlyList<Diagnostic>)>();
        if (context.Scope == FixAllScope.Document && context.Document is { } document)
        {
            found.Add((context.Project, await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)));
            return found;
        }

        foreach (var project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
        {
            found.Add((project, await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false)));
        }

        return found;
    }
}
