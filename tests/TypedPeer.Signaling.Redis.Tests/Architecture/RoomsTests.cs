using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.Signaling.Redis.Tests.Architecture;

/// <summary>The project is one folder, which has room for few files: a second one has a chapter in the plan.</summary>
public sealed class RoomsTests
{
    private static readonly FolderPlan Folders = new(typeof(RedisBackplane).Assembly, "src/TypedPeer.Signaling.Redis", "TypedPeer.Signaling.Redis");

    [Fact]
    public void A_folder_uses_what_the_plan_allows_and_no_two_use_each_other() => Sentences.None(Folders.Check([(FolderPlan.Root, [])]));

    [Fact]
    public void A_folder_that_is_not_in_the_plan_is_told_in_a_sentence() => Assert.Equal(["'.' is not in the plan."], Folders.Check([]));
}
