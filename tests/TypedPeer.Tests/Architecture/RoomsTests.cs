using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.Tests.Architecture;

/// <summary>The plan of the session and of what generated code calls: which folder may use which, and what no core mentions.</summary>
public sealed class RoomsTests
{
    private const string Codecs = "CompilerServices/Codecs";
    private const string Descriptions = "CompilerServices/Descriptions";
    private const string Format = "CompilerServices/Format";

    /// <summary>Public types of the root namespace, whose words all rooms speak.</summary>
    private static readonly string[] Vocabulary = [".", "Contracts", "Data", "Errors", "Groups", "Interceptors"];

    private static readonly string[] Cores =
    [
        Descriptions, "Sessions/Wire", "Sessions/Sending", "Sessions/Resuming", "Sessions/State", "Sessions/Serving", "Sessions/Streams", "Sessions/References", "Sessions/Incoming", "Sessions/Outgoing", "Sessions/Core",
    ];

    /// <summary>What a core has all the same, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["System.Threading.CancellationToken"] = "what ended a call is kept with it, for the caller's exception",
        ["System.Threading.IThreadPoolWorkItem"] = "what the core gives out is SessionWork, which is one",
    };

    // Each after all that it uses.
    private static readonly (string Folder, string[] Uses)[] Plan =
    [
        ("Sessions/Pools", []),
        ("Sessions/Tables", []),
        (Descriptions, []),
        ("Sessions/Failures", [Descriptions]),
        ("Sessions/Work", ["Sessions/Failures"]),
        ("Sessions/Awaiting", ["Sessions/Failures"]),
        ("Sessions/Wire", [Descriptions, "Sessions/Pools"]),
        ("Sessions/Sending", ["Sessions/Pools", "Sessions/Wire"]),
        ("Sessions/Resuming", ["Sessions/Pools", "Sessions/Wire"]),
        ("Sessions/State", [Descriptions, "Sessions/Resuming", "Sessions/Sending", "Sessions/Tables", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Serving", [Descriptions, "Sessions/Sending", "Sessions/State", "Sessions/Tables", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Streams", ["Sessions/Pools", "Sessions/Sending", "Sessions/State", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/References", [Descriptions, "Sessions/Sending", "Sessions/Serving", "Sessions/State", "Sessions/Tables", "Sessions/Wire"]),
        ("Sessions/Incoming", [Descriptions, "Sessions/Pools", "Sessions/References", "Sessions/Sending", "Sessions/Serving", "Sessions/State", "Sessions/Streams", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Outgoing", [Descriptions, "Sessions/Pools", "Sessions/References", "Sessions/Resuming", "Sessions/Sending", "Sessions/Serving", "Sessions/State", "Sessions/Streams", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Core", [Descriptions, "Sessions/Failures", "Sessions/Incoming", "Sessions/Outgoing", "Sessions/Pools", "Sessions/References", "Sessions/Resuming", "Sessions/Sending", "Sessions/Serving", "Sessions/State", "Sessions/Streams", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Entry", [Descriptions, "Sessions/Incoming", "Sessions/Outgoing", "Sessions/References", "Sessions/Serving", "Sessions/Streams", "Sessions/Work"]),
        ("Sessions/Driving", [Descriptions, "Sessions/Core", "Sessions/Entry", "Sessions/Failures", "Sessions/Incoming", "Sessions/Outgoing", "Sessions/Pools", "Sessions/References", "Sessions/Resuming", "Sessions/Sending", "Sessions/Serving", "Sessions/State", "Sessions/Streams", "Sessions/Wire", "Sessions/Work"]),
        (Format, [Descriptions, "Sessions/Entry", "Sessions/Pools", "Sessions/References", "Sessions/Sending", "Sessions/Serving"]),
        ("CompilerServices/Blocks", []),
        (Codecs + "/Scalars", [Format]),
        (Codecs, [Codecs + "/Scalars", Format]),
        (Codecs + "/Sequences", [Format]),
        (Codecs + "/Arrays", [Codecs + "/Sequences", Format]),
        (Codecs + "/Concurrent", [Codecs + "/Sequences", Format]),
        (Codecs + "/Dictionaries", [Codecs + "/Sequences", Format]),
        (Codecs + "/Sets", [Codecs + "/Sequences", Format]),
        (Codecs + "/Immutable", [Codecs + "/Sequences", Codecs + "/Sets", Format]),
        (Codecs + "/Lists", [Codecs + "/Sequences", Format]),
        (Codecs + "/Tuples", [Format]),
        ("Sessions/Interception", ["Sessions/References", "Sessions/Work"]),
        ("Sessions/Streaming", [Descriptions, Format, "Sessions/Awaiting", "Sessions/Entry", "Sessions/Failures", "Sessions/Pools", "Sessions/References", "Sessions/Sending", "Sessions/Streams", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Calls", [Descriptions, Format, "Sessions/Awaiting", "Sessions/Entry", "Sessions/Failures", "Sessions/Outgoing", "Sessions/Pools", "Sessions/References", "Sessions/Streams", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Calling", [Descriptions, Format, "Sessions/Calls", "Sessions/Entry", "Sessions/Failures", "Sessions/Interception", "Sessions/Outgoing", "Sessions/References", "Sessions/Streaming", "Sessions/Streams", "Sessions/Wire", "Sessions/Work"]),
        ("Sessions/Handling", ["CompilerServices/Blocks", Descriptions, Format, "Sessions/Awaiting", "Sessions/Calling", "Sessions/Calls", "Sessions/Entry", "Sessions/Failures", "Sessions/Incoming", "Sessions/Interception", "Sessions/Pools", "Sessions/References", "Sessions/Serving", "Sessions/Streaming", "Sessions/Work"]),
        ("CompilerServices/Contracts", [Descriptions, Format, "Sessions/Calling", "Sessions/Handling"]),
        ("Sessions/Groups", [Descriptions, Format, "Sessions/Calling", "Sessions/Calls", "Sessions/Entry", "Sessions/Failures", "Sessions/Interception", "Sessions/Outgoing", "Sessions/Pools", "Sessions/Wire", "Sessions/Work"]),
        ("CompilerServices/References", ["CompilerServices/Contracts", Descriptions, Format, "Sessions/Calling", "Sessions/Entry", "Sessions/Handling", "Sessions/References", "Sessions/Serving", "Sessions/Wire", "Sessions/Work"]),
    ];

    private static readonly FolderPlan Folders = new(typeof(PeerSession).Assembly, "src/TypedPeer", "TypedPeer");

    [Fact]
    public void A_folder_uses_what_the_plan_allows_and_no_two_use_each_other() => Sentences.None(Folders.Check(Plan, Vocabulary));

    [Fact]
    public void A_core_mentions_no_clock_thread_task_lock_or_socket() => Sentences.None(Mentions(Cores).Where(static use => !Exceptions.ContainsKey(use.Name)).Select(static use => $"{use.File} uses {use.Name}, which no core may."));

    [Fact]
    public void An_exception_goes_when_it_is_none() => Assert.All(Exceptions.Keys, name => Assert.Contains(Mentions(Cores), use => use.Name == name));

    [Fact]
    public void What_drives_the_core_would_be_found()
    {
        var names = Mentions(["Sessions/Driving"]).Select(static use => use.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("System.TimeProvider", names);
        Assert.Contains("System.Threading.Lock", names);
        Assert.Contains("System.Threading.Tasks.Task", names);
    }

    [Fact]
    public void Six_files_at_most_name_the_driver() => Assert.InRange(
        RepositoryFiles.Sources("src/TypedPeer").Count(static file => File.ReadAllText(Path.Combine(TestSupport.RepositoryRoot.Path, "src/TypedPeer", file)).Contains("SessionDriver", StringComparison.Ordinal)), 1, 6);

    private static List<(string File, string Name)> Mentions(string[] folders)
    {
        var assembly = typeof(PeerSession).Assembly;
        var files = SourceFiles.Read(assembly, "src/TypedPeer");
        return TypeUses.Find(assembly)
            .Select(use => (File: files.FileOf(use.User), Name: ForbiddenIn.Cores(use)))
            .Where(use => use.File is not null && use.Name is not null && folders.Contains(SourceFiles.FolderOf(use.File)))
            .Select(static use => (use.File!, use.Name!))
            .Distinct()
            .ToList();
    }
}
