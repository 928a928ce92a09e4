using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.Signaling.Server.Tests.Architecture;

/// <summary>The plan of the project: which folder may use which.</summary>
public sealed class RoomsTests
{
    private static readonly (string Folder, string[] Uses)[] Plan =
    [
        ("WebSockets", []),
        ("Wire", ["WebSockets"]),
        ("Core", ["Wire"]),
        ("Driver", ["Core", "WebSockets", "Wire"]),
        ("Endpoints", ["Core", "Driver", "WebSockets", "Wire"]),
        ("Sockets", ["Driver", "Endpoints", "WebSockets"]),
        ("Ice", []),
        ("Http", []),
        ("Api", ["Driver", "Endpoints", "Sockets"]),
    ];

    /// <summary>What applications set, and what they may put in the place of Redis.</summary>
    private static readonly string[] Vocabulary = [".", "Backplane"];

    private static readonly FolderPlan Folders = new(typeof(PeerServer).Assembly, "src/TypedPeer.Signaling.Server", "TypedPeer.Signaling.Server");

    [Fact]
    public void A_folder_uses_what_the_plan_allows_and_no_two_use_each_other() => Sentences.None(Folders.Check(Plan, Vocabulary));

    [Fact]
    public void A_plan_that_forbids_a_use_is_told_in_a_sentence() => Assert.Contains(
        Folders.Check([.. Plan.Select(static entry => entry.Folder == "Driver" ? entry with { Uses = ["Wire"] } : entry)], Vocabulary),
        static sentence => sentence.StartsWith("'Driver' may not use 'Core', and does: Driver/", StringComparison.Ordinal));
}
