using System.Net;
using TypedPeer.TestSupport;

namespace TypedPeer.Samples.Tests;

/// <summary>The sample tells what stands between a machine and its peers.</summary>
public sealed class DiagnosisTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_servers_it_tells_the_candidates_of_the_machine()
    {
        await using var sample = SampleProcess.Start("--diagnose");
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("NAT: not known: nobody was asked", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("local candidates:", sample.Printed, StringComparison.Ordinal);
    }

    [RequiresPeer("coturn")]
    public async Task A_relay_is_tried_and_its_answers_are_told_by_name_and_the_password_is_not()
    {
        const string Password = "correct-horse";
        await using var coturn = await CoturnProcess.StartAsync(IPAddress.Loopback, ["lt-cred-mech", $"user=ada:{Password}", "realm=typedpeer.test", "no-tls"], Token);
        string url = $"turn:{coturn.EndPoint}";
        await using var right = SampleProcess.Start("--diagnose", url, $"stun:{coturn.EndPoint}", "--username", "ada", "--credential", Password);
        await using var wrong = SampleProcess.Start("--diagnose", url, "--username", "ada", "--credential", "another");

        Assert.Equal(0, await right.WaitForExitAsync());
        Assert.Equal(0, await wrong.WaitForExitAsync());

        Assert.Contains($"relay: data goes through {url} (127.0.0.1:", right.Printed, StringComparison.Ordinal);
        Assert.Contains("NAT: none: servers see this machine's own address", right.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, right.Printed, StringComparison.Ordinal);
        Assert.Contains($"relay: no data goes through {url}: ", wrong.Printed, StringComparison.Ordinal);
        Assert.Contains("401 Unauthenticated", wrong.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signalling_server_names_the_servers_that_are_asked()
    {
        await using var server = SampleProcess.StartAt(Path.Combine(AppContext.BaseDirectory, "TypedPeer.Server.dll"), "--host", "127.0.0.1", "--port", "0", "--stun", $"{FreePort.Udp()}");
        string line = await server.ReadLineAsync("Listening on ");
        string url = line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0];
        await using var sample = SampleProcess.Start("--diagnose", url);

        Assert.Equal(0, await sample.WaitForExitAsync());

        Assert.Contains($"{url} names 1 servers", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("asking: stun:127.0.0.1:", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("NAT: none: servers see this machine's own address", sample.Printed, StringComparison.Ordinal);
    }
}
