using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>
/// What each handshake message may cost in each state of the handshake, and make be held, with the content that costs most. The puppet
/// speaks in whatever epoch the state has; nothing here looks at a clock.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class DtlsHandshakeCostTests(ITestOutputHelper output)
{
    /// <summary>Steps of loops for each byte received: one to take it, and what is shared by its fragment.</summary>
    private const double MostSteps = 2;

    /// <summary>Bytes sent for each byte received: a flight is repeated so and so often, however much comes.</summary>
    private const double MostSent = 1;

    /// <summary>Bytes allocated, and held, by all of an attack: the buffers of messages, each made once, their spares and copies.</summary>
    private const long MostAllocated = 192 * 1024;

    /// <summary>What a connection holds of messages that never come whole, however much comes: their bound, spares, and bitmaps.</summary>
    private const long MostHeld = 48 * 1024;

    private const int Datagrams = 200;
    private const int Longest = 16 * 1024;

    private static readonly HandshakeType[] Types =
    [
        HandshakeType.ClientHello, HandshakeType.ServerHello, HandshakeType.HelloVerifyRequest, HandshakeType.Certificate, HandshakeType.ServerKeyExchange, HandshakeType.CertificateRequest,
        HandshakeType.ServerHelloDone, HandshakeType.CertificateVerify, HandshakeType.ClientKeyExchange, HandshakeType.Finished, HandshakeType.NewSessionTicket,
    ];

    private static readonly Dictionary<string, Func<HandshakeType, int, byte[]>> Attacks = new(StringComparer.Ordinal)
    {
        ["fragments of a byte"] = (type, i) => Many(50, n => Message(type, Longest, i % 12, ((50 * i) + n) % Longest, 1)),
        ["fragments of a byte, alone"] = (type, i) => Message(type, Longest, i % 12, i % Longest, 1),
        ["fragments that claim other lengths"] = (type, i) => Many(50, n => Message(type, 1 + (((7919 * i) + (101 * n)) % (Longest - 1)), (i + n) % 12, 0, 1)),
        ["fragments that overlap"] = (type, i) => Message(type, 2000, i % 12, i % 900, 1100),
        ["last parts first"] = (type, i) => Message(type, Longest, i % 12, Longest - 1100, 1100),
        ["whole messages ahead"] = (type, i) => Message(type, 1100, 7 + (i % 5), 0, 1100),
        ["empty messages ahead"] = (type, i) => Many(90, n => Message(type, 0, 7 + ((i + n) % 5), 0, 0)),
        ["messages of the past"] = (type, i) => Many(90, _ => Message(type, 0, 0, 0, 0)),
        ["a message of the past, alone"] = (type, _) => Message(type, 0, 0, 0, 0),
        ["messages far ahead"] = (type, i) => Many(50, n => Message(type, Longest, 1000 + i + n, 0, 1)),
        ["garbage"] = (type, i) => Message(type, 1000, i % 12, 0, 1000),
    };

    /// <summary>Records of other kinds, which anybody may write.</summary>
    private static readonly Dictionary<string, Func<int, byte[]>> Records = new(StringComparer.Ordinal)
    {
        ["alerts"] = i => Record(ContentType.Alert, 0, i, [1, 90]),
        ["empty alerts"] = i => Record(ContentType.Alert, 0, i, []),
        ["change cipher specs"] = i => Record(ContentType.ChangeCipherSpec, 0, i, [1]),
        ["records of unknown kinds"] = i => Record((ContentType)77, 0, i, [1]),
        ["early data"] = i => Record(ContentType.ApplicationData, 1, i, new byte[1100]),
        ["early data, small"] = i => Many(20, n => Record(ContentType.ApplicationData, 1, (20 * i) + n, new byte[25])),
        ["early handshake messages"] = i => Record(ContentType.Handshake, 1, i, new byte[48]),
    };

    public static TheoryData<string> Names => new(Attacks.Keys.Concat(Records.Keys));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_byte_of_a_handshake_message_costs_few_steps_and_hardly_any_memory_in_every_state(string attack)
    {
        var (steps, sent, allocated) = (0.0, 0.0, 0L);
        foreach (var (role, phase) in States())
        {
            foreach (var type in TypesOf(attack))
            {
                using var end = new DtlsEnd(role);
                using var puppet = PuppetStates.Bring(end, phase);
                var datagrams = Make(puppet, phase, type, attack);
                puppet.Listen();
                var received = datagrams.Sum(datagram => datagram.Length);
                var buffer = new byte[1500];
                var before = end.Connection.Steps;
                var answered = 0L;
                using var here = new ThrownHere();
                foreach (var datagram in datagrams)
                {
                    puppet.Now += 1000;
                    end.Connection.HandleDatagram(datagram, puppet.Now);
                    while (end.Connection.WriteDatagram(buffer, puppet.Now) is > 0 and var length)
                    {
                        answered += length;
                    }
                }

                Assert.InRange(here.Exceptions, 0, 2);
                allocated = Math.Max(allocated, here.Allocated);
                steps = Math.Max(steps, (double)(end.Connection.Steps - before) / received);
                sent = Math.Max(sent, (double)Math.Max(0, answered - MostFlights) / received);
            }
        }

        output.WriteLine($"{attack}: {steps:F2} steps, {sent:F2} sent per byte, {allocated} bytes allocated at most");
        Assert.InRange(steps, 0, MostSteps);
        Assert.InRange(sent, 0, MostSent);
        Assert.InRange(allocated, 0, MostAllocated);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void However_many_handshake_messages_come_what_is_held_of_them_is_bounded_in_every_state(string attack)
    {
        var states = States().ToList();
        var ends = states.ConvertAll(state => (End: new DtlsEnd(state.Role), state.Phase));
        var puppets = ends.ConvertAll(item => PuppetStates.Bring(item.End, item.Phase));
        var datagrams = puppets.Select((puppet, i) => TypesOf(attack).Select(type => Make(puppet, ends[i].Phase, type, attack)).ToList()).ToList();
        var received = datagrams.Sum(of => of.Sum(list => list.Sum(datagram => (long)datagram.Length)));
        var held = Retained.By(() =>
        {
            for (var i = 0; i < ends.Count; i++)
            {
                foreach (var datagram in datagrams[i].SelectMany(static list => list))
                {
                    ends[i].End.Connection.HandleDatagram(datagram, 0);
                }
            }
        });
        output.WriteLine($"{attack}: {held / ends.Count} bytes held a connection, {received / ends.Count} received");
        Assert.InRange(held, long.MinValue, (ends.Count * MostHeld) + Retained.Slack);
        Assert.All(ends, item => Assert.InRange(item.End.Connection.HeldBytes, 0, DtlsOptions.Default.MaxReassemblyBytes + EarlyRecords.MaxBytes));
        puppets.ForEach(puppet => puppet.Dispose());
        ends.ForEach(item => item.End.Dispose());
        GC.KeepAlive(datagrams);
    }

    /// <summary>What a flight may take that is repeated as often as options allow.</summary>
    private static long MostFlights => 2000L * (DtlsOptions.Default.MaxTriggeredRetransmissions + 1);

    private static IEnumerable<(DtlsRole Role, HandshakePhase Phase)> States() =>
        PuppetStates.Client.Select(phase => (DtlsRole.Client, phase)).Concat(PuppetStates.Server.Select(phase => (DtlsRole.Server, phase)));

    private static List<byte[]> Make(Puppet puppet, HandshakePhase phase, HandshakeType type, string attack)
    {
        if (Records.TryGetValue(attack, out var record))
        {
            return [.. Enumerable.Range(0, Datagrams).Select(record)];
        }

        var epoch = phase is HandshakePhase.WaitFinished or HandshakePhase.Done ? 1 : 0;
        return [.. Enumerable.Range(0, Datagrams).Select(i => puppet.MakeRecord(ContentType.Handshake, epoch, Attacks[attack](type, i)))];
    }

    private static HandshakeType[] TypesOf(string attack) => Records.ContainsKey(attack) ? Types[..1] : Types;

    private static byte[] Record(ContentType type, int epoch, int number, byte[] payload)
    {
        var record = new byte[RecordHeader.Size + payload.Length];
        new RecordHeader(type, RecordHeader.Dtls12, (ushort)epoch, (ulong)(1_000 + number), payload.Length).Write(record);
        payload.CopyTo(record, RecordHeader.Size);
        return record;
    }

    private static byte[] Many(int count, Func<int, byte[]> make) => [.. Enumerable.Range(0, count).SelectMany(make)];

    private static byte[] Message(HandshakeType type, int length, int number, int offset, int fragment)
    {
        offset = Math.Min(offset, length - fragment);
        var message = new byte[HandshakeHeader.Size + fragment];
        new HandshakeHeader(type, length, (ushort)number, offset, fragment).Write(message);
        return message;
    }
}
