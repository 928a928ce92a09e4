using System.Diagnostics;
using System.Globalization;
using System.Net;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.Ice;

/// <summary>What <see cref="TurnCredentials"/> makes is what coturn takes, and for as long as it says.</summary>
public sealed class CoturnTests
{
    private const string Secret = "a secret with spaces, and ünicode";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("coturn")]
    public async Task Coturn_gives_an_allocation_for_credentials_of_its_secret_and_relays()
    {
        await using var coturn = await StartAsync();
        var credentials = TurnCredentials.Create(Secret, "alice", TimeSpan.FromMinutes(5));

        var (succeeded, said) = await RelayAsync(coturn, credentials.Username, credentials.Credential);

        Assert.True(succeeded, said + coturn.Log);
        Assert.Contains("tot_send_msgs=2, tot_recv_msgs=2", said, StringComparison.Ordinal);
    }

    [RequiresPeer("coturn")]
    public async Task Coturn_refuses_credentials_that_have_expired_that_are_of_another_secret_or_that_are_anothers()
    {
        await using var coturn = await StartAsync();
        var expired = TurnCredentials.Create(Secret, "alice", TimeSpan.FromMinutes(5), new ClockOfThePast());
        var foreign = TurnCredentials.Create("another", "alice", TimeSpan.FromMinutes(5));
        var hers = TurnCredentials.Create(Secret, "alice", TimeSpan.FromMinutes(5));
        var his = TurnCredentials.Create(Secret, "bob", TimeSpan.FromMinutes(5));

        Assert.False((await RelayAsync(coturn, expired.Username, expired.Credential)).Succeeded);
        Assert.False((await RelayAsync(coturn, foreign.Username, foreign.Credential)).Succeeded);
        Assert.False((await RelayAsync(coturn, hers.Username, his.Credential)).Succeeded);
    }

    private static Task<CoturnProcess> StartAsync() =>
        CoturnProcess.StartAsync(IPAddress.Loopback, ["use-auth-secret", $"static-auth-secret={Secret}", "realm=typedpeer.example", "no-tls", "min-port=50000", "max-port=59999"], Token);

    /// <summary>coturn's own client allocates twice, and sends a message from the one to the other.</summary>
    private static async Task<(bool Succeeded, string Said)> RelayAsync(CoturnProcess coturn, string username, string credential)
    {
        var start = new ProcessStartInfo("turnutils_uclient") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "-y", "-c", "-n", "1", "-p", coturn.EndPoint.Port.ToString(CultureInfo.InvariantCulture), "-u", username, "-w", credential, "127.0.0.1",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var client = Process.Start(start)!;
        try
        {
            var said = client.StandardOutput.ReadToEndAsync(Token);
            var wrong = client.StandardError.ReadToEndAsync(Token);
            await client.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
            return (client.ExitCode == 0, await said + await wrong);
        }
        finally
        {
            if (!client.HasExited)
            {
                client.Kill();
            }
        }
    }

    private sealed class ClockOfThePast : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(-1);
    }
}
