using System.Text.Json;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>The values that travel to pages and back.</summary>
public sealed class PeerDataTests
{
    [Fact]
    public void Values_of_dotnet_convert_by_themselves_and_are_read_as_what_they_are()
    {
        var value = PeerData.FromObject(("id", 7), ("name", "Ada"), ("ok", true), ("ratio", 0.5), ("none", (string?)null), ("bytes", new byte[] { 1, 2 }), ("list", PeerData.FromArray(1, "two")));

        Assert.Equal(7, value["id"].GetInt64());
        Assert.Equal("Ada", value["name"].GetString());
        Assert.True(value["ok"].GetBoolean());
        Assert.Equal(0.5, value["ratio"].GetDouble());
        Assert.Equal(PeerDataKind.Null, value["none"].Kind);
        Assert.Equal(PeerDataKind.Null, value["lacks"].Kind);
        Assert.Equal([1, 2], value["bytes"].GetBytes().ToArray());
        Assert.Equal("two", value["list"][1].GetString());
        Assert.Equal(["id", "name", "ok", "ratio", "none", "bytes", "list"], value.Members.Keys);
        Assert.Equal("""{"id":7,"name":"Ada","ok":true,"ratio":0.5,"none":null,"bytes":"AQI=","list":[1,"two"]}""", value.ToJson());
    }

    [Fact]
    public void A_value_that_is_read_as_something_else_is_refused_with_both_names()
    {
        PeerData text = "7";
        Assert.Equal("The value is String, not Number.", Assert.Throws<InvalidOperationException>(() => text.GetInt64()).Message);
        Assert.Throws<InvalidOperationException>(() => text.GetBytes());
        Assert.Throws<InvalidOperationException>(() => text["x"]);
        Assert.Throws<InvalidOperationException>(() => text[0]);
        PeerData half = 0.5;
        Assert.Throws<FormatException>(() => half.GetInt64());
    }

    [Fact]
    public void Equal_values_are_equal_whatever_the_order_of_members()
    {
        Assert.Equal(PeerData.FromJson("""{"a":[1,2.0,{"b":null}],"c":"x"}"""), PeerData.FromJson("""{"c":"x","a":[1.0,2,{"b":null}]}"""));
        Assert.Equal(PeerData.FromJson("[1]").GetHashCode(), PeerData.FromJson("[1.0]").GetHashCode());
        Assert.NotEqual(PeerData.FromJson("[1]"), PeerData.FromJson("[2]"));
        Assert.NotEqual(PeerData.FromJson("""{"a":1}"""), PeerData.FromJson("""{"b":1}"""));
        Assert.NotEqual<PeerData>(PeerData.Null, false);
        Assert.Equal<PeerData>(new byte[] { 2 }, PeerData.FromBytes(new byte[] { 1, 2, 3 }.AsMemory(1, 1)));
    }

    [Theory]
    [InlineData("""{"a":[1,-2.5,"x\u0001\"\\é",true,null,{}],"b":18446744073709551615}""")]
    [InlineData("9007199254740993")]
    [InlineData("[]")]
    public void JSON_is_read_and_written_as_it_was(string json)
    {
        Assert.Equal(json, PeerData.FromJson(json).ToJson(), StringComparer.OrdinalIgnoreCase);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(PeerData.FromJson(json), PeerData.FromJson(document.RootElement));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("[1,]")]
    [InlineData("nul")]
    public void What_is_no_JSON_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => PeerData.FromJson(json));

    [Fact]
    public void JSON_is_as_deep_as_allowed_and_no_deeper()
    {
        var deepest = string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64));
        Assert.Equal(deepest, PeerData.FromJson(deepest).ToJson());
        Assert.ThrowsAny<JsonException>(() => PeerData.FromJson($"[{deepest}]"));
        Assert.Throws<ArgumentException>(() => PeerData.FromArray(PeerData.FromJson(deepest)).ToJson());
    }

    [Fact]
    public void Half_a_surrogate_pair_in_JSON_becomes_the_replacement_character()
    {
        Assert.Equal("a\ufffd\n/", PeerData.FromJson("""
            "a\ud800\n\/"
            """.Trim()).GetString());
        Assert.Equal("\"\ufffd\"", ((PeerData)"\udc00").ToJson());
        Assert.Equal("\U0001F600", PeerData.FromJson(((PeerData)"\U0001F600").ToJson()).GetString());
    }

    [Fact]
    public void A_number_that_is_none_is_null_in_JSON() => Assert.Equal("[null,null]", PeerData.FromArray(double.NaN, double.PositiveInfinity).ToJson());
}
