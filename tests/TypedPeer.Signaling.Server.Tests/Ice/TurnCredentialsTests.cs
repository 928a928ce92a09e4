using Microsoft.Extensions.Time.Testing;

namespace TypedPeer.Signaling.Server.Tests.Ice;

public sealed class TurnCredentialsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void Credentials_are_what_OpenSSL_makes_of_the_same_secret_and_name()
    {
        // printf '1700086400:alice' | openssl dgst -sha1 -hmac north -binary | base64
        var credentials = TurnCredentials.Create("north", "alice", TimeSpan.FromDays(1), new FakeTimeProvider(Now));

        Assert.Equal("1700086400:alice", credentials.Username);
        Assert.Equal("SXua5ne/+mDhiHTp0pQJzRO4ESg=", credentials.Credential);
        Assert.Equal(Now.AddDays(1), credentials.ExpiresAt);
    }

    [Fact]
    public void What_is_logged_of_credentials_is_not_the_password()
    {
        var credentials = TurnCredentials.Create("north", "alice", TimeSpan.FromDays(1), new FakeTimeProvider(Now));

        Assert.Contains("alice", credentials.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(credentials.Credential, credentials.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "alice", 60)]
    [InlineData("north", "", 60)]
    [InlineData("north", "alice", 0)]
    [InlineData("north", "alice", -60)]
    public void Credentials_without_secret_user_or_lifetime_are_refused(string secret, string user, int seconds) =>
        Assert.ThrowsAny<ArgumentException>(() => TurnCredentials.Create(secret, user, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_user_too_long_for_USERNAME_is_refused()
    {
        Assert.Equal(491, TurnCredentials.Create("north", new string('x', 480), TimeSpan.FromDays(1), new FakeTimeProvider(Now)).Username.Length);
        Assert.Throws<ArgumentException>(() => TurnCredentials.Create("north", new string('é', 241), TimeSpan.FromDays(1)));
    }
}
