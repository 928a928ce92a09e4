using System.Reflection;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Runtime;

public class PeculiarTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_that_override_others_come_back()
    {
        var value = new Overriding(7, "Ada", 36) { Text = "text", Count = 3 };
        value.Put(5);
        var back = await AskAsync(remote => remote.OverridingAsync(value));
        Assert.Equal((7, "Ada", 36, 3, 5, 14), (back.Id, back.Name, back.Age, back.Count, back.Set, back.Twice));

        // Its setter is asked once when it was made, and once on each side.
        Assert.Equal("text!!!", back.Text);
        Assert.Equal(new OverridingRecord(4, 2.5), await AskAsync(remote => remote.OverridingRecordAsync(new OverridingRecord(4, 2.5))));
    }

    [Fact]
    public async Task A_computed_member_named_as_a_constructors_parameter_stays_at_home()
    {
        Assert.Equal("u?full", (await AskAsync(remote => remote.PhotoAsync(new Photo("u")))).Original);
        Assert.Equal(8, (await AskAsync(remote => remote.RingAsync(new Ring(4)))).Diameter);
    }

    [Fact]
    public async Task A_constructor_takes_members_of_other_types_and_keeps_its_defaults()
    {
        var article = await AskAsync(remote => remote.ArticleAsync(new Article(1, ["a", "b"], 3, 4)));
        Assert.Equal((1, "a b", "3 4"), (article.Id, string.Join(' ', article.Tags), string.Join(' ', article.Sizes)));
        var choosy = await AskAsync(remote => remote.ChoosyAsync(new Choosy(1, @class: "c")));
        Assert.Equal((1, "c"), (choosy.A, choosy.Class));
        var widened = await AskAsync(remote => remote.WidenedAsync(new Widened(1, "t")));
        Assert.Equal((1, "t"), (widened.Id, widened.Tag));
        var price = await AskAsync(remote => remote.PriceAsync(new Price(1.5m, "EUR")));
        Assert.Equal((1.5m, "EUR"), (price.Amount, price.Currency));
    }

    [Fact]
    public async Task A_member_that_may_be_null_is_given_to_a_constructor_that_decides()
    {
        var named = await AskAsync(remote => remote.NamedAsync(new Named(null!, ["a", null!])));
        Assert.Null(named.Name);
        Assert.Equal(["a", null], named.Others);
    }

    [Fact]
    public async Task Members_keep_what_they_say_of_null()
    {
        var flow = await AskAsync(remote => remote.FlowAsync(new Flow { Maybe = null!, Getter = null! }));
        Assert.Equal((null, "once", "always", null, null, "not"), (flow.Never, flow.Once, flow.Always, flow.Maybe, flow.Getter, flow.Not));
        flow = await AskAsync(remote => remote.FlowAsync(new Flow { Never = "n", Once = "o", Always = "a" }));
        Assert.Equal(("n", "o", "a", "maybe", "getter"), (flow.Never, flow.Once, flow.Always, flow.Maybe, flow.Getter));
        Assert.Null((await AskAsync(remote => remote.TolerantFlowAsync(new TolerantFlow()))).Never);
        Assert.Equal(["x", null], (await AskAsync(remote => remote.TolerantFlowAsync(new TolerantFlow { Maybe = ["x", null] }))).Maybe);
    }

    [Fact]
    public async Task The_types_of_a_generic_union_take_its_type_arguments()
    {
        Assert.Equal(new Good<int, string?>(3), await AskAsync(remote => remote.OutcomeAsync(new Good<int, string?>(3))));
        Assert.Equal(new Bad<int, string?>(null), await AskAsync(remote => remote.OutcomeAsync(new Bad<int, string?>(null))));
    }

    [Fact]
    public async Task The_names_in_a_tuple_make_no_other_type() =>
        Assert.Equal((1, 2), (await AskAsync(remote => remote.PairAsync(new Pair<(int, int)> { Value = (1, 2) }))).Value);

    private static async Task<T> AskAsync<T>(Func<IPeculiar, Task<T>> ask)
    {
        await using var loopback = new Loopback(builder => builder.Serve(DispatchProxy.Create<IPeculiar, SurprisesTests.Echo>()));
        return await ask(loopback.Get<IPeculiar>()).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }
}
