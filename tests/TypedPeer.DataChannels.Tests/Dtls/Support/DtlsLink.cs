using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>When copies of a datagram arrive: an empty list is a loss, two entries are a duplicate. Microseconds from now.</summary>
internal delegate IReadOnlyList<long> Fate(bool fromClient, int index, byte[] datagram);

/// <summary>Two ends on a virtual clock.</summary>
internal sealed class DtlsLink : IDisposable
{
    public const long Latency = 5_000;

    private readonly PriorityQueue<(bool ToClient, byte[] Datagram), (long Time, int Order)> _inFlight = new();
    private readonly Fate _fate;
    private int _order;
    private int _clientIndex;
    private int _serverIndex;

    public DtlsLink(Fate? fate = null, DtlsOptions? clientOptions = null, DtlsOptions? serverOptions = null, DtlsCertificate? clientCertificate = null, DtlsCertificate? serverCertificate = null)
    {
        _fate = fate ?? (static (_, _, _) => [Latency]);
        Client = new DtlsEnd(DtlsRole.Client, clientOptions, clientCertificate);
        Server = new DtlsEnd(DtlsRole.Server, serverOptions, serverCertificate);
    }

    public DtlsEnd Client { get; }

    public DtlsEnd Server { get; }

    public long Now { get; private set; }

    public int DatagramSize { get; init; } = 1500;

    public int SentDatagrams => _clientIndex + _serverIndex;

    public void ExpectEachOther()
    {
        Client.Expect(Server);
        Server.Expect(Client);
    }

    /// <summary>Runs until nothing is under way, or the virtual time is over.</summary>
    public void Run(long until = 300_000_000)
    {
        Flush();
        while (true)
        {
            var arrival = _inFlight.TryPeek(out _, out var key) ? key.Time : long.MaxValue;
            var deadline = Math.Min(Client.Connection.NextDeadline, Server.Connection.NextDeadline);
            var next = Math.Min(arrival, deadline);
            if (next > until || next == long.MaxValue)
            {
                return;
            }

            Now = Math.Max(Now, next);
            if (arrival <= deadline)
            {
                var (toClient, datagram) = _inFlight.Dequeue();
                (toClient ? Client : Server).Receive(datagram, Now);
            }
            else
            {
                Expire(Client);
                Expire(Server);
            }

            Flush();
        }
    }

    public void Connect()
    {
        ExpectEachOther();
        Client.Connection.Start(Now);
        Run();
        Assert.Equal(DtlsState.Connected, Client.State);
        Assert.Equal(DtlsState.Connected, Server.State);
    }

    public void Send(bool fromClient, byte[] datagram)
    {
        var index = fromClient ? _clientIndex++ : _serverIndex++;
        foreach (var delay in _fate(fromClient, index, datagram))
        {
            _inFlight.Enqueue((!fromClient, datagram), (Now + delay, _order++));
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private void Expire(DtlsEnd end)
    {
        if (end.Connection.NextDeadline <= Now)
        {
            end.Connection.HandleDeadline(Now);
        }
    }

    private void Flush()
    {
        Client.Drain(Now, DatagramSize).ForEach(datagram => Send(fromClient: true, datagram));
        Server.Drain(Now, DatagramSize).ForEach(datagram => Send(fromClient: false, datagram));
    }
}
