using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.Transfers.Tests.Architecture;

/// <summary>The table of which folder uses which.</summary>
public sealed class RoomsTests
{
    [Fact]
    public void A_folder_uses_what_the_plan_allows_and_no_two_use_each_other() => Sentences.None(new FolderPlan(typeof(FileReceiver).Assembly, "src/TypedPeer.Transfers", "TypedPeer.Transfers").Check(
    [
        ("Contract", []),
        ("Progress", []),
        (FolderPlan.Root, ["Contract", "Progress"]),
        ("Receiving", ["Contract", "Progress", FolderPlan.Root]),
        ("Sending", ["Contract", "Progress", FolderPlan.Root]),
        ("Api", ["Contract", FolderPlan.Root, "Receiving", "Sending"]),
    ]));
}
