using TypedPeer.Compatibility.Tests.Evolved;
using TypedPeer.Compatibility.Tests.Meeting;
using TypedPeer.TestSupport;

namespace TypedPeer.Compatibility.Tests;

/// <summary>
/// The rules of docs/versioning.md: kept output, as the old side of a session, meets today's output of the contract as it
/// became. Both sides call, so each test is an old client with a new server, and a new client with an old server.
/// </summary>
public sealed class VersioningTests
{
    private const string Drift = "but its parameters or its result have another shape there.";

    public static TheoryData<string, ChannelKind> Old => new()
    {
        { "First", ChannelKind.Memory },
        { "First", ChannelKind.DataChannel },
        { "Second", ChannelKind.Memory },
        { "Second", ChannelKind.DataChannel },
        { "Third", ChannelKind.Memory },
        { "Third", ChannelKind.DataChannel },
    };

    /// <summary>What the first generation does not know: tolerant types, unions, references.</summary>
    public static TheoryData<string, ChannelKind> OldWithEveryShape => new()
    {
        { "Second", ChannelKind.Memory },
        { "Second", ChannelKind.DataChannel },
        { "Third", ChannelKind.Memory },
        { "Third", ChannelKind.DataChannel },
    };

    [Theory]
    [MemberData(nameof(Old))]
    public async Task What_did_not_change_works_as_before(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("a1b", await peers.OldCallsAsync("Unchanged"));
        Assert.Equal("0 1 2", await peers.OldCallsAsync("Stream"));
        Assert.Equal("a1b", await peers.Old.UnchangedAsync("a", new Stable(1, "b")));
        var items = new List<int>();
        await foreach (var item in peers.Old.StreamAsync(3, TestContext.Current.CancellationToken))
        {
            items.Add(item);
        }

        Assert.Equal([0, 1, 2], items);
    }

    [Theory]
    [MemberData(nameof(Old))]
    public async Task A_method_that_was_added_is_missed_on_the_old_side_only(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        await peers.NewIsRefusedAsync(async old => await old.AddedAsync(1), "The peer lacks evolving.AddedAsync(int).");
    }

    [Theory]
    [MemberData(nameof(Old))]
    public async Task A_method_that_was_removed_or_renamed_or_has_other_parameters_is_missed(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        await peers.OldIsRefusedAsync("Removed", "The peer lacks evolving.RemovedAsync(int).");
        await peers.OldIsRefusedAsync("Renamed", "The peer lacks evolving.RenamedAsync(int).");
        await peers.OldIsRefusedAsync("OtherParameters", "The peer lacks evolving.OtherParametersAsync(int).");
        await peers.NewIsRefusedAsync(async old => await old.RenamedNowAsync(1), "The peer lacks evolving.RenamedNowAsync(int).");
        await peers.NewIsRefusedAsync(async old => await old.OtherParametersAsync(1, 2), "The peer lacks evolving.OtherParametersAsync(int, int).");
    }

    [Theory]
    [MemberData(nameof(Old))]
    public async Task A_call_whose_result_changed_is_refused_before_it_is_misread(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        await peers.OldIsRefusedAsync("OtherResult", $"The peer has evolving.OtherResultAsync(int), {Drift}");
        await peers.OldIsRefusedAsync("OtherItems", $"The peer has evolving.OtherItemsAsync(int), {Drift}");
        await peers.NewIsRefusedAsync(async old => await old.OtherResultAsync(1), $"The peer has evolving.OtherResultAsync(int), {Drift}");
        await peers.NewIsRefusedAsync(
            async old => await old.OtherItemsAsync(1).GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync(),
            $"The peer has evolving.OtherItemsAsync(int), {Drift}");
    }

    [Theory]
    [MemberData(nameof(Old))]
    public async Task A_member_or_a_result_type_under_another_name_is_understood(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("MemberRenamed { Number = 1, Street = High Road }", await peers.OldCallsAsync("MemberRenamed"));
        Assert.Equal("TypeBefore { Number = 1 }", await peers.OldCallsAsync("TypeRenamed"));
        Assert.Equal(new MemberRenamed(1, "High Street"), await peers.Old.MemberRenamedAsync(new MemberRenamed(1, "High")));
        Assert.Equal(new TypeAfter(1), await peers.Old.TypeRenamedAsync(1));
    }

    [Theory]
    [MemberData(nameof(Old))]
    public async Task A_parameter_type_under_another_name_makes_another_method(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        await peers.OldIsRefusedAsync("TypeOfParameterRenamed", "The peer lacks evolving.TypeOfParameterRenamedAsync(TypeBefore).");
        await peers.NewIsRefusedAsync(
            async old => await old.TypeOfParameterRenamedAsync(new TypeAfter(1)), "The peer lacks evolving.TypeOfParameterRenamedAsync(TypeAfter).");
    }

    [Theory]
    [MemberData(nameof(Old))]
    public async Task A_plain_type_with_a_member_more_or_less_is_refused(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        await peers.OldIsRefusedAsync("Growing", $"The peer has evolving.GrowingAsync(int), {Drift}");
        await peers.OldIsRefusedAsync("Shrinking", $"The peer has evolving.ShrinkingAsync(int), {Drift}");
        await peers.NewIsRefusedAsync(async old => await old.GrowingAsync(1), $"The peer has evolving.GrowingAsync(int), {Drift}");
        await peers.NewIsRefusedAsync(async old => await old.ShrinkingAsync(1), $"The peer has evolving.ShrinkingAsync(int), {Drift}");
    }

    [Theory]
    [MemberData(nameof(Old))]
    public async Task A_plain_type_whose_members_changed_type_or_order_is_refused(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        await peers.OldIsRefusedAsync("MemberRetyped", $"The peer has evolving.MemberRetypedAsync(int), {Drift}");
        await peers.OldIsRefusedAsync("Reordered", $"The peer has evolving.ReorderedAsync(int), {Drift}");
        await peers.NewIsRefusedAsync(async old => await old.MemberRetypedAsync(1), $"The peer has evolving.MemberRetypedAsync(int), {Drift}");
        await peers.NewIsRefusedAsync(async old => await old.ReorderedAsync(1), $"The peer has evolving.ReorderedAsync(int), {Drift}");
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task A_number_that_an_enum_did_not_name_arrives_as_it_is(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("Yes 2", await peers.OldCallsAsync("Enum"));
        Assert.Equal(Choice.Perhaps, await peers.Old.EnumAsync(Choice.Perhaps));
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task A_parameter_under_another_name_with_a_default_and_nullable_is_understood(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("x", await peers.OldCallsAsync("ParameterRenamed"));
        Assert.Equal("default", await peers.Old.ParameterRenamedAsync());

        // What may be null on one side only is refused where it is null, by the side that allows none.
        var failure = await Assert.ThrowsAsync<PeerException>(() => peers.OldCallsAsync("NullArrives"));
        Assert.Equal(PeerStatus.InvalidData, failure.Status);
        failure = await Assert.ThrowsAsync<PeerException>(async () => await peers.Old.ParameterRenamedAsync(null));
        Assert.Equal(PeerStatus.InvalidData, failure.Status);
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task A_member_added_to_a_tolerant_type_is_skipped_by_the_old_side_and_left_alone_by_the_new(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("n 2", await peers.OldCallsAsync("Settings"));
        var settings = await peers.Old.SettingsAsync(new Settings { Name = "n", Width = 1, Height = 7 });
        Assert.Equal(("n", 2, 480), (settings.Name, settings.Width, settings.Height));
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task A_member_removed_from_a_tolerant_type_keeps_its_initial_value_on_the_old_side(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("2 kept 4", await peers.OldCallsAsync("Rest"));
        var rest = await peers.Old.RestAsync(new Rest { First = 1, Third = 3 });
        Assert.Equal((2, 4), (rest.First, rest.Third));
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task A_place_of_a_tolerant_type_that_is_used_again_is_misread(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        await Assert.ThrowsAsync<PeerException>(() => peers.OldCallsAsync("Reused"));
        await Assert.ThrowsAsync<PeerException>(async () => await peers.Old.ReusedAsync(new Reused { First = 1, Title = "title" }));
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task A_member_that_cannot_be_left_out_is_named_to_the_old_side_that_lacks_it(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        var failure = await Assert.ThrowsAsync<PeerException>(() => peers.OldCallsAsync("Needing"));
        Assert.Contains("Needing.Text", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<PeerException>(async () => await peers.Old.NeedingAsync(new Needing(1, "text")));
        Assert.Contains("Needing.Text", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task A_type_added_to_or_removed_from_a_union_is_refused_by_the_side_that_lacks_it_and_the_others_travel(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("Circle { Radius = 1 }", await peers.OldCallsAsync("ShapeKnown"));
        Assert.Equal(new Circle(1), await peers.Old.ShapeAsync(new Circle(1)));
        await RefusesAsync("2 is no tag of the union", () => peers.OldCallsAsync("ShapeAdded"));
        await RefusesAsync("1 is no tag of the union", () => peers.OldCallsAsync("ShapeGone"));
        await RefusesAsync("2 is no tag of the union", async () => await peers.Old.ShapeAsync(new Triangle(1)));
        await RefusesAsync("1 is no tag of the union", async () => await peers.Old.ShapeAsync(new Circle(-1)));
    }

    [Theory]
    [MemberData(nameof(OldWithEveryShape))]
    public async Task An_object_that_travels_by_reference_follows_the_same_rules(string version, ChannelKind kind)
    {
        await using var peers = await OldMeetsNew.StartAsync(version, kind);
        Assert.Equal("6", await peers.OldCallsAsync("Counter"));
        Assert.Equal("8", await peers.OldCallsAsync("CounterPassed"));
        await peers.OldIsRefusedAsync("CounterOtherResult", $"The peer has evolving counter.OtherResultAsync(), {Drift}");
        var counter = await peers.Old.CounterAsync(5);
        Assert.Equal(6, await counter.NextAsync());
        await peers.NewIsRefusedAsync(async _ => await counter.AddedAsync(), "The peer lacks evolving counter.AddedAsync().");
        await peers.NewIsRefusedAsync(async _ => await counter.OtherResultAsync(), $"The peer has evolving counter.OtherResultAsync(), {Drift}");
    }

    private static async Task RefusesAsync(string message, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<PeerException>(call);
        Assert.Equal(PeerStatus.InvalidData, failure.Status);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
