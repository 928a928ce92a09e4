using Microsoft.Build.Framework;

namespace TypedPeer.Build;

/// <summary>
/// Writes what the compiler left of the contracts in TypeScript to a folder: only files that differ, and those of ours that are no longer emitted
/// go. Where it is asked to check, nothing is written and a difference is an error.
/// </summary>
public sealed class WriteTypeScript : ITask
{
    private const string Subcategory = "TypedPeer";

    /// <inheritdoc/>
    public IBuildEngine BuildEngine { get; set; } = null!;

    /// <inheritdoc/>
    public ITaskHost HostObject { get; set; } = null!;

    /// <summary>Gets or sets the output of the compiler that holds the files.</summary>
    [Required]
    public string Source { get; set; } = string.Empty;

    /// <summary>Gets or sets the folder they go to.</summary>
    [Required]
    public string Folder { get; set; } = string.Empty;

    /// <summary>Gets or sets a value indicating whether nothing is written, and a difference is an error.</summary>
    public bool IsCheck { get; set; }

    /// <inheritdoc/>
    public bool Execute()
    {
        if (!File.Exists(Source))
        {
            return Fail("TP9002", $"the compiler left no TypeScript in '{Source}': TypedPeer's source generator did not run, or what it wrote was taken away before the build came to it");
        }

        try
        {
            var changes = ScriptFolder.Compare(Folder, ScriptFiles.Parse(File.ReadAllText(Source)));
            return IsCheck ? Check(changes) : Write(changes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return Fail("TP9002", $"the contracts could not be written to '{Folder}': {failure.Message}");
        }
    }

    private bool Check(IReadOnlyList<ScriptChange> changes)
    {
        foreach (var change in changes)
        {
            var what = change.Text is null ? "is no longer made of any contract" : File.Exists(change.Path) ? "is not what the contracts say" : "is missing";
            Fail("TP9003", $"'{change.Path}' {what}; build without TypedPeerTypeScriptCheck, and check in what that changes");
        }

        return changes.Count == 0;
    }

    private bool Write(IReadOnlyList<ScriptChange> changes)
    {
        foreach (var change in changes)
        {
            change.Apply();
            BuildEngine.LogMessageEvent(new BuildMessageEventArgs($"{(change.Text is null ? "Removed" : "Wrote")} {change.Path}", helpKeyword: null, nameof(WriteTypeScript), MessageImportance.Normal));
        }

        return true;
    }

    private bool Fail(string code, string text)
    {
        BuildEngine.LogErrorEvent(new BuildErrorEventArgs(Subcategory, code, file: null, 0, 0, 0, 0, text, helpKeyword: null, nameof(WriteTypeScript)));
        return false;
    }
}
