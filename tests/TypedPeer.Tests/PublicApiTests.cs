using TypedPeer.Testing;

namespace TypedPeer.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void What_the_assembly_offers_is_what_the_tracked_file_says() =>
        Assert.Equal(string.Empty, PublicApi.Compare(typeof(PeerSession).Assembly, "tests/TypedPeer.Tests/PublicApi.txt"));
}
