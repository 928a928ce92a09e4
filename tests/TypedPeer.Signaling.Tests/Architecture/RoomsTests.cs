using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.Signaling.Tests.Architecture;

/// <summary>The plan of the project: which folder may use which.</summary>
public sealed class RoomsTests
{
    private static readonly (string Folder, string[] Uses)[] Plan =
    [
        (".", []),
        ("Signals", []),
        ("Negotiation", ["Signals"]),
        ("Links", [".", "Negotiation"]),
        ("QrCodes", []),
        ("PeerJs", []),
        ("PeerJs/BinaryPack", ["PeerJs"]),
        ("PeerJs/Chunks", ["PeerJs", "PeerJs/BinaryPack"]),
        ("PeerJs/Connections", ["PeerJs", "PeerJs/BinaryPack", "PeerJs/Chunks"]),
        ("Channels", [".", "Links"]),
        ("Http", [".", "Links", "Negotiation", "Signals"]),
        ("Watching", [".", "Channels", "Links"]),
        ("Api", [".", "Channels", "Http", "Links", "Negotiation", "QrCodes", "Signals", "Watching"]),
        ("Networks/Protocol", [".", "Signals"]),
        ("Networks/Transports", [".", "Networks/Protocol"]),
        ("Networks", [".", "Api", "Links", "Negotiation", "Networks/Protocol", "PeerJs", "PeerJs/Connections", "Signals"]),
        ("PeerJs/Peers", [".", "Links", "Networks", "Networks/Protocol", "PeerJs", "PeerJs/Connections"]),
        ("Networks/Api", [".", "Api", "Networks", "Networks/Protocol", "Networks/Transports", "PeerJs", "PeerJs/Connections", "PeerJs/Peers"]),
    ];

    private static readonly FolderPlan Folders = new(typeof(PeerLink).Assembly, "src/TypedPeer.Signaling", "TypedPeer.Signaling");

    [Fact]
    public void A_folder_uses_what_the_plan_allows_and_no_two_use_each_other() => Sentences.None(Folders.Check(Plan));

    [Fact]
    public void A_plan_that_forbids_a_use_is_told_in_a_sentence() => Assert.Contains(
        Folders.Check([.. Plan.Select(static entry => entry.Folder == "Api" ? entry with { Uses = [".", "Links", "Negotiation", "Signals"] } : entry)]),
        static sentence => sentence.StartsWith("'Api' may not use 'QrCodes', and does: Api/", StringComparison.Ordinal));
}
