using System.Net;
using System.Net.Sockets;
using System.Text;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Tests.Udp;

/// <summary>Whose a datagram is on a port of many.</summary>
public sealed class PortTableTests : IDisposable
{
    private static readonly IPEndPoint Remote = IPEndPoint.Parse("198.51.100.2:5002");

    private readonly SharedPort _port = SharedPort.Open([IPAddress.Loopback], new PeerPortOptions { ReceiveLoops = 2 });

    private PortTable Table => _port.Table;

    private AddressKey Local => AddressKey.Of(_port.LocalEndPoints[0]);

    private AddressPair Address => new(Local, AddressKey.Of(Remote));

    public void Dispose() => _port.Dispose();

    [Fact]
    public void An_address_stays_with_the_connection_whose_data_goes_there_whoever_else_proves_it()
    {
        var (first, second) = (Join(), Join());
        first.OnValidated(Address, isReached: false);
        first.OnDataSent(Local, Remote);

        second.OnValidated(Address, isReached: false);
        second.OnValidated(Address, isReached: true);

        Assert.Same(first, Find(Address));
    }

    [Fact]
    public void A_connection_whose_data_goes_elsewhere_gives_its_address_up()
    {
        var (first, second) = (Join(), Join());
        first.OnValidated(Address, isReached: true);
        first.OnDataSent(Local, IPEndPoint.Parse("198.51.100.3:5003"));

        second.OnValidated(Address, isReached: false);

        Assert.Same(second, Find(Address));
        first.Dispose();
        Assert.Same(second, Find(Address));
    }

    [Fact]
    public void A_connection_that_has_sent_no_data_yet_gives_way_to_nobody_but_who_is_reached_there()
    {
        var (first, second) = (Join(), Join());
        first.OnValidated(Address, isReached: false);

        second.OnValidated(Address, isReached: false);
        Assert.Same(first, Find(Address));

        second.OnValidated(Address, isReached: true);
        Assert.Same(second, Find(Address));
    }

    [Fact]
    public void A_check_finds_the_connection_by_its_fragment_and_the_last_four_count()
    {
        var member = Join();
        for (var number = 0; number < 6; number++)
        {
            member.SetFragment($"frag{number}");
            member.SetFragment($"frag{number}");
        }

        Assert.Null(FindByUsername("frag1:them"));
        Assert.Same(member, FindByUsername("frag2:them"));
        Assert.Same(member, FindByUsername("frag5:them"));
        Assert.Null(FindByUsername("frag5"));
        Assert.Null(FindByUsername("FRAG5:them"));
        Assert.Null(FindByUsername(new string('f', 300) + ":them"));
        Assert.Equal(PortTable.MaxFragments, Table.FragmentCount);

        // A fragment that somebody has is nobody else's.
        var other = Join();
        other.SetFragment("frag5");
        Assert.Same(member, FindByUsername("frag5:them"));
        member.Dispose();
        Assert.Null(FindByUsername("frag5:them"));
        Assert.Equal(0, Table.FragmentCount);
    }

    [Fact]
    public void A_connection_has_as_many_addresses_as_ICE_keeps_and_leaves_none_behind()
    {
        var member = Join();
        for (var number = 0; number < 100; number++)
        {
            member.OnValidated(new AddressPair(Local, AddressKey.Of(new IPEndPoint(Remote.Address, 1000 + number))), isReached: false);
        }

        Assert.Equal(PortTable.MaxAddresses, Table.AddressCount);
        Assert.Same(member, Find(new AddressPair(Local, AddressKey.Of(new IPEndPoint(Remote.Address, 1099)))));
        member.Dispose();
        member.Dispose();
        Assert.Equal(0, Table.AddressCount);
        member.OnValidated(Address, isReached: true);
        Assert.Equal(0, Table.AddressCount);
        Assert.Equal(0, _port.MemberCount);
    }

    [Fact]
    public void An_answer_finds_the_connection_that_asked_for_some_time()
    {
        var member = Join();
        Table.OnRequest(new StunTransactionId(1, 1), member, 0);
        Table.OnRequest(new StunTransactionId(2, 2), member, PortTable.RequestLifetime);
        Assert.Same(member, Table.FindByRequest(new StunTransactionId(1, 1)));

        Table.OnRequest(new StunTransactionId(3, 3), member, 2 * PortTable.RequestLifetime);

        Assert.Null(Table.FindByRequest(new StunTransactionId(1, 1)));
        Assert.Same(member, Table.FindByRequest(new StunTransactionId(2, 2)));
        Assert.Same(member, Table.FindByRequest(new StunTransactionId(3, 3)));
        Assert.Null(Table.FindByRequest(new StunTransactionId(4, 4)));
        Assert.Equal(2, Table.RequestCount);
    }

    [Fact]
    public void A_request_that_is_sent_is_noted_for_its_answer_and_data_for_the_address()
    {
        var member = Join();
        var buffer = new byte[20];
        var id = new StunTransactionId(7, 7);
        _ = new StunMessageWriter(buffer, StunMessageClass.Request, id);
        member.Paths[0].Send(new SendRun { Length = 20, SegmentSize = 20, Path = member.Paths[0], Remote = new IPEndPoint(IPAddress.Loopback, 9) }, buffer);
        Assert.Same(member, Table.FindByRequest(id));

        var somewhere = new IPEndPoint(IPAddress.Loopback, 9);
        Assert.False(member.SendsTo(new AddressPair(Local, AddressKey.Of(somewhere))));
        member.Paths[0].Send(new SendRun { Length = 1, SegmentSize = 1, Path = member.Paths[0], Remote = somewhere }, [22]);
        Assert.True(member.SendsTo(new AddressPair(Local, AddressKey.Of(somewhere))));
    }

    [Fact]
    public void A_port_that_closes_tells_all_connections_and_takes_no_more()
    {
        var owners = Enumerable.Range(0, 3).Select(static _ => new Owner()).ToList();
        owners.ForEach(owner => Assert.NotNull(_port.TryJoin(owner)));

        _port.Dispose();
        _port.Dispose();

        Assert.All(owners, static owner => Assert.Equal(1, owner.Closes));
        Assert.Null(_port.TryJoin(new Owner()));
    }

    private PortMember Join() => _port.TryJoin(new Owner())!;

    private PortMember? Find(AddressPair address) => Table.TryFindByAddress(address, out var member) ? member : null;

    private PortMember? FindByUsername(string username) => Table.FindByUsername(Encoding.ASCII.GetBytes(username));

    private sealed class Owner : IUdpPortOwner
    {
        public int Closes { get; private set; }

        public TimeProvider TimeProvider => TimeProvider.System;

        public void OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data)
        {
        }

        public void OnIdle(RaiseQueue raises)
        {
        }

        public void OnTrouble(IPEndPoint local, SocketException exception)
        {
        }

        public void OnFailed(Exception exception)
        {
        }

        public void OnPortClosed() => Closes++;
    }
}
