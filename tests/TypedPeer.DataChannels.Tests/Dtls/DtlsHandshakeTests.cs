using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Tests.Dtls.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Dtls;

public sealed class DtlsHandshakeTests
{
    [Fact]
    public void Two_ends_connect_and_know_each_other()
    {
        using var link = new DtlsLink();
        link.Connect();

        Assert.Equal(1, link.Client.Observer.ConnectedCount);
        Assert.Equal(1, link.Server.Observer.ConnectedCount);
        Assert.Equal(link.Server.Certificate.Fingerprint, link.Client.Connection.RemoteFingerprint);
        Assert.Equal(link.Client.Certificate.Fingerprint, link.Server.Connection.RemoteFingerprint);
        Assert.Equal(4, link.SentDatagrams);
        Assert.Equal(long.MaxValue, link.Client.Connection.NextDeadline);
        Assert.Equal(long.MaxValue, link.Server.Connection.NextDeadline);
    }

    [Fact]
    public void Data_flows_both_ways()
    {
        using var link = new DtlsLink();
        link.Connect();
        link.Send(fromClient: true, link.Client.Protect("ping"u8));
        link.Send(fromClient: false, link.Server.Protect("pong"u8));
        link.Run();

        Assert.Equal("ping"u8.ToArray(), Assert.Single(link.Server.Observer.Data));
        Assert.Equal("pong"u8.ToArray(), Assert.Single(link.Client.Observer.Data));
    }

    [Fact]
    public void Several_records_behind_one_another_are_all_read()
    {
        using var link = new DtlsLink();
        link.Connect();
        byte[] coalesced = [.. link.Client.Protect("one"u8), .. link.Client.Protect("two"u8), .. link.Client.Protect("three"u8)];
        link.Send(fromClient: true, coalesced);
        link.Run();

        Assert.Equal(["one"u8.ToArray(), "two"u8.ToArray(), "three"u8.ToArray()], link.Server.Observer.Data);
    }

    [Fact]
    public void Handshake_survives_loss_duplication_and_reordering()
    {
        var first = TestSeed.First(1);
        for (var seed = first; seed < first + 150; seed++)
        {
            var random = new Random(seed);
            using var link = new DtlsLink((_, _, _) => random.Next(10) switch
            {
                < 3 => [],
                < 5 => [random.Next(1_000, 80_000), random.Next(1_000, 80_000)],
                _ => [random.Next(1_000, 80_000)],
            })
            {
                DatagramSize = seed % 3 == 0 ? 300 : 1500,
            };
            link.ExpectEachOther();
            link.Client.Connection.Start(0);
            link.Run();
            Assert.True(link.Client.State == DtlsState.Connected && link.Server.State == DtlsState.Connected, $"seed {seed}: {link.Client.State} {link.Server.State}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_certificate_than_the_fingerprint_names_is_refused(bool clientLies)
    {
        using var link = new DtlsLink();
        using var stranger = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        var (liar, victim) = clientLies ? (link.Client, link.Server) : (link.Server, link.Client);
        liar.Expect(victim);
        victim.Connection.SetExpectedFingerprints([stranger.Fingerprint], now: 0);
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsState.Failed, victim.State);
        Assert.Equal(DtlsCloseKind.FingerprintMismatch, Assert.Single(victim.Observer.Closed).Kind);
        Assert.Equal(0, victim.Observer.ConnectedCount);
        Assert.Equal(DtlsState.Failed, liar.State);
        Assert.Equal(0, liar.Observer.ConnectedCount);
        Assert.Equal(new DtlsCloseReason(DtlsCloseKind.RemoteAlert, DtlsAlert.BadCertificate, "The peer ended the connection with alert 42."), Assert.Single(liar.Observer.Closed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fingerprint_may_come_after_the_packets(bool lateAtClient)
    {
        using var link = new DtlsLink();
        var (late, early) = lateAtClient ? (link.Client, link.Server) : (link.Server, link.Client);
        early.Expect(late);
        link.Client.Connection.Start(0);
        link.Run(until: 20_000_000);
        Assert.Equal(DtlsState.Connecting, late.State);
        Assert.Equal(DtlsState.Connecting, early.State);

        late.Expect(early);
        link.Run();
        Assert.Equal(DtlsState.Connected, late.State);
        Assert.Equal(DtlsState.Connected, early.State);
    }

    [Fact]
    public void Close_reaches_the_peer()
    {
        using var link = new DtlsLink();
        link.Connect();
        link.Client.Connection.Close(link.Now);
        link.Run();

        Assert.Equal(DtlsCloseKind.LocalClose, Assert.Single(link.Client.Observer.Closed).Kind);
        Assert.Equal(DtlsCloseKind.RemoteClose, Assert.Single(link.Server.Observer.Closed).Kind);
        Assert.Equal(DtlsState.Closed, link.Client.State);
        Assert.Equal(DtlsState.Closed, link.Server.State);
        Assert.Empty(link.Client.Protect("late"u8));
    }
}
