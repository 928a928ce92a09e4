using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Mdns;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Names;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Mdns;

/// <summary>A name is asked for a few times, its first answer is taken, and all sockets are closed.</summary>
public sealed class MdnsResolverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly MdnsOptions Options = new();
    private readonly ManualTimeProvider _time = new();
    private long _milliseconds;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_answer_about_the_name_is_taken_and_every_socket_closed()
    {
        var silent = new FakeMdnsChannel();
        var answering = new FakeMdnsChannel
        {
            OnAsked = static channel => Array.ForEach<byte[]>([[], [1, 2, 3], MdnsSamples.Answer6, MdnsSamples.Answer4], channel.Answer),
        };

        var address = await Create(silent, answering).ResolveAsync(Name(), Token).WaitAsync(Patience, Token);

        Assert.Equal(IPAddress.Parse("192.0.2.2"), address);
        Assert.True(silent.IsDisposed && answering.IsDisposed);
        Assert.Equal([MdnsMessage.CreateQuery(Name(), AddressFamily.InterNetwork), MdnsMessage.CreateQuery(Name(), AddressFamily.InterNetworkV6)], silent.Asked);
        Assert.Equal(TimeSpan.MaxValue, _time.NextDue);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_asked_for_three_times_in_three_seconds()
    {
        var channel = new FakeMdnsChannel();
        var resolving = Create(channel).ResolveAsync(Name(), Token);

        while (!resolving.IsCompleted)
        {
            if (_time.NextDue != TimeSpan.MaxValue)
            {
                _time.Advance(_time.NextDue);
            }

            await Task.Yield();
        }

        Assert.Null(await resolving);
        Assert.Equal(Options.Transmissions * 2, channel.Asked.Count);
        Assert.Equal(TimeSpan.FromSeconds(3), TimeSpan.FromTicks(_time.GetTimestamp()));
        Assert.True(channel.IsDisposed);
    }

    [Fact]
    public async Task A_name_with_several_addresses_is_given_up_at_once()
    {
        byte[] several = [.. MdnsSamples.Answer4, .. MdnsSamples.Answer4[12..]];
        several[7] = 2;
        several[11] = 2;
        several[MdnsSamples.Answer4.Length + Name().Wire.Length + 13] ^= 1;
        var channel = new FakeMdnsChannel { OnAsked = channel => channel.Answer(several) };

        Assert.Null(await Create(channel).ResolveAsync(Name(), Token).WaitAsync(Patience, Token));
        Assert.Equal(2, channel.Asked.Count);
    }

    [Fact]
    public async Task Whoever_asks_no_more_ends_the_wait_and_closes_the_sockets()
    {
        var channel = new FakeMdnsChannel();
        using var ended = new CancellationTokenSource();
        var resolving = Create(channel).ResolveAsync(Name(), ended.Token);
        Assert.False(resolving.IsCompleted);

        await ended.CancelAsync();

        Assert.Null(await resolving.WaitAsync(Patience, Token));
        Assert.True(channel.IsDisposed);
    }

    [Fact]
    public async Task What_fails_is_told_to_whoever_asked_and_the_sockets_are_closed()
    {
        var (broken, whole) = (new FakeMdnsChannel { Failure = new NotFiniteNumberException() }, new FakeMdnsChannel());
        await Assert.ThrowsAsync<NotFiniteNumberException>(() => Create(broken, whole).ResolveAsync(Name(), Token).WaitAsync(Patience, Token));
        Assert.True(broken.IsDisposed && whole.IsDisposed);

        // Errors of a socket are no answer, and come again and again where there is no network: they are counted.
        var troubled = new FakeMdnsChannel { Failure = new SocketException((int)SocketError.HostUnreachable) };
        var answering = new FakeMdnsChannel { OnAsked = static channel => channel.Answer(MdnsSamples.Answer4) };
        Assert.NotNull(await Create(troubled, answering).ResolveAsync(Name(), Token).WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_process_looks_for_a_bounded_number_of_names_in_a_second_and_at_the_same_time()
    {
        var opened = 0;
        var budget = new MdnsBudget(Options, () => _milliseconds);
        var resolver = new MdnsResolver(() => [new FakeMdnsChannel { OnAsked = channel => { opened++; channel.Answer(MdnsSamples.Answer4); } }], Options, budget, _time);
        for (var i = 0; i < 100; i++)
        {
            await resolver.ResolveAsync(Name(), Token).WaitAsync(Patience, Token);
        }

        Assert.Equal(Options.MaxPerSecond * 2, opened);
        _milliseconds += 1000;
        Assert.NotNull(await resolver.ResolveAsync(Name(), Token).WaitAsync(Patience, Token));

        var underWay = 0;
        for (var second = 0; second < 10; second++)
        {
            _milliseconds += 1000;
            underWay += Enumerable.Range(0, 100).Count(_ => budget.TryBegin());
        }

        Assert.Equal(Options.MaxUnderWay, underWay);
        budget.End();
        Assert.True(budget.TryBegin());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_responder_nearby_is_heard_whether_it_answers_one_or_all(bool answersAll)
    {
        var addresses = LocalAddresses.Choose(SystemNetwork.Instance.GetAddresses(), loopback: false, static _ => true, Options.MaxInterfaces).Wanted;
        var interfaces = MdnsInterface.Find(addresses).FindAll(static network => network.Address is not null);
        Assert.SkipWhen(interfaces.Count == 0, "This machine has no IPv4 network beside loopback, which knows no multicast: connect it to one.");

        using var responder = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        responder.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        responder.Bind(new IPEndPoint(IPAddress.Any, 0));
        var options = new MdnsOptions { Port = ((IPEndPoint)responder.LocalEndPoint!).Port };
        foreach (var network in interfaces)
        {
            responder.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(options.Group4.Address, network.Address!));
        }

        var answering = AnswerOneAsync(responder, answersAll ? options.Group4 : null);
        var resolver = new MdnsResolver(() => MdnsSocket.OpenAll(interfaces, options), options, new MdnsBudget(options, static () => 0), TimeProvider.System);

        Assert.Equal(IPAddress.Parse("192.0.2.2"), await resolver.ResolveAsync(Name(), Token).WaitAsync(Patience, Token));
        await answering;
    }

    private static async Task AnswerOneAsync(Socket responder, IPEndPoint? group)
    {
        var buffer = new byte[MdnsMessage.MaxLength];
        SocketReceiveFromResult question;
        do
        {
            question = await responder.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), Token).AsTask().WaitAsync(Patience, Token);
        }
        while (!buffer.AsSpan(0, question.ReceivedBytes).SequenceEqual(MdnsMessage.CreateQuery(Name(), AddressFamily.InterNetwork)));

        await responder.SendToAsync(MdnsSamples.Answer4, group ?? question.RemoteEndPoint, Token);
    }

    private static MdnsName Name()
    {
        Assert.True(MdnsName.TryParse(MdnsSamples.Name4, out var name));
        return name!;
    }

    private MdnsResolver Create(params IMdnsChannel[] channels) => new(() => channels, Options, new MdnsBudget(Options, () => _milliseconds), _time);
}
