using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void What_the_assembly_offers_is_what_the_tracked_file_says() =>
        Assert.Equal(string.Empty, PublicApi.Compare(typeof(TypedPeerBuilder).Assembly, "tests/TypedPeer.Hosting.Tests/PublicApi.txt"));
}
