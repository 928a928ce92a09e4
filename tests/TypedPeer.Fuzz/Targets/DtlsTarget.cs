using System.Buffers.Binary;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// A connection in any state of either role. Kinds: 0 a datagram; 1 a handshake message (type, then body) with the next number and
/// in the right epoch; 2 a record in the clear and 3 a protected one (type, then payload); 4 time passes (four bytes,
/// microseconds); 5 the SDP comes, or with the byte 170 any certificate will do. A first step of kind 15 says which state to begin in (one byte).
/// </summary>
internal sealed class DtlsTarget : IFuzzTarget
{
    private const byte StateKind = 15;
    private const byte OpenToAll = 170;
    private const int MaxDatagramsPerStep = 64;

    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());

    public string Name => "dtls";

    public long MaxAllocatedBytes => 8 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [20, 0xFE, 0xFD], [21, 0xFE, 0xFD], [22, 0xFE, 0xFD], [23, 0xFE, 0xFF], [0, 1, 0, 0, 0, 0, 0, 0], [0xC0, 0x2B], [0, 23, 0, 0], [0xFF, 1, 0, 1, 0],
        [0, 43, 0, 3, 2, 0xFE, 0xFC], [0, 10, 0, 4, 0, 2, 0, 23], [0, 13, 0, 4, 0, 2, 4, 3], [0, 56], [3, 0, 23, 65, 4], [4, 3, 0, 70], [0x30, 0x82], [1], [2, 40], [1, 0],
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        var (fromClient, fromServer) = RecordMessages();
        yield return ("server-messages", [.. fromClient.Select(Message)]);
        yield return ("client-messages", [State(PuppetStates.Server.Length + 1), .. fromServer.Select(Message)]);
        yield return ("server-datagrams", RecordDatagrams(DtlsRole.Client));
        yield return ("client-datagrams", [State(PuppetStates.Server.Length + 1), .. RecordDatagrams(DtlsRole.Server)]);
        for (var state = 0; state < PuppetStates.Server.Length + PuppetStates.Client.Length; state++)
        {
            var isServer = state < PuppetStates.Server.Length;
            var phase = isServer ? PuppetStates.Server[state] : PuppetStates.Client[state - PuppetStates.Server.Length];
            var rest = (isServer ? fromClient : fromServer).Where(m => HandshakeRules.IsLegal(phase, m.Type));
            yield return ($"{(isServer ? "server" : "client")}-{phase}".ToLowerInvariant(), [State(state), .. rest.Select(Message), new FuzzStep(2, [20, 1]), new FuzzStep(3, [23, 1, 2, 3]), new FuzzStep(5, []), new FuzzStep(3, [21, 1, 0])]);
        }

        yield return ("cookie", [State(PuppetStates.Server.Length + 1), new FuzzStep(1, [3, 0xFE, 0xFF, 4, 1, 2, 3, 4])]);
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Kind % 6 == 0 && step.Kind != StateKind)
        {
            FixLengths(step.Bytes);
        }

        return step;
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var state = steps.Count > 0 && steps[0].Kind == StateKind && steps[0].Bytes.Length > 0 ? steps[0].Bytes[0] % (PuppetStates.Server.Length + PuppetStates.Client.Length) : 0;
        var isServer = state < PuppetStates.Server.Length;
        using var target = new DtlsEnd(isServer ? DtlsRole.Server : DtlsRole.Client);
        using var puppet = PuppetStates.Bring(target, isServer ? PuppetStates.Server[state] : PuppetStates.Client[state - PuppetStates.Server.Length], Certificate);
        foreach (var step in steps)
        {
            Apply(target, puppet, step);
            Check(target, puppet);
        }

        for (var i = 0; i < 20 && target.Connection.NextDeadline < long.MaxValue; i++)
        {
            puppet.Now = Math.Max(puppet.Now, target.Connection.NextDeadline);
            target.Connection.HandleDeadline(puppet.Now);
            Check(target, puppet);
            FuzzFindingException.Unless(target.Connection.NextDeadline > puppet.Now, "A deadline that was handled is still due.");
        }

        if (isServer && target.State == DtlsState.New)
        {
            using var good = PuppetStates.Bring(target, HandshakePhase.Done, Certificate);
            return "New and served";
        }

        return target.Observer.Closed is [var reason] ? reason.Kind.ToString() : target.State.ToString();
    }

    private static void Apply(DtlsEnd target, Puppet puppet, FuzzStep step)
    {
        var first = step.Bytes.Length > 0 ? step.Bytes[0] : (byte)0;
        var rest = step.Bytes.Length > 0 ? step.Bytes.AsSpan(1) : [];
        switch (step.Kind == StateKind ? StateKind : step.Kind % 6)
        {
            case 0:
                target.Receive(step.Bytes, puppet.Now);
                break;
            case 1:
                SendMessage(target, puppet, (HandshakeType)first, rest);
                break;
            case 2:
                target.Receive(puppet.MakeRecord((ContentType)first, 0, rest), puppet.Now);
                break;
            case 3:
                target.Receive(puppet.MakeRecord((ContentType)first, puppet.Records.MissesKeys() ? 0 : 1, rest), puppet.Now);
                break;
            case 4 when step.Bytes.Length >= 4:
                puppet.Now += BinaryPrimitives.ReadUInt32BigEndian(step.Bytes);
                target.Connection.HandleDeadline(puppet.Now);
                break;
            case 5 when first == OpenToAll:
                target.Connection.AcceptAnyCertificate(now: 0);
                break;
            case 5:
                target.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
                break;
        }
    }

    private static void SendMessage(DtlsEnd target, Puppet puppet, HandshakeType type, ReadOnlySpan<byte> body)
    {
        var epoch = puppet.Records.MissesKeys() ? 0 : HandshakeRules.EpochOf(type);
        puppet.Flight.Begin(expectsAnswer: false);
        puppet.Flight.Add(type, body, epoch);
        puppet.Write().ForEach(datagram => target.Receive(datagram, puppet.Now));
    }

    private static void Check(DtlsEnd target, Puppet puppet)
    {
        var options = DtlsOptions.Default;
        var datagrams = target.Drain(puppet.Now).Count;
        FuzzFindingException.Unless(datagrams <= MaxDatagramsPerStep, $"One step made it send {datagrams} datagrams.");
        FuzzFindingException.Unless(target.Connection.HeldBytes <= options.MaxReassemblyBytes + EarlyRecords.MaxBytes, $"{target.Connection.HeldBytes} bytes are held.");
        FuzzFindingException.Unless(target.Observer.Closed.Count <= 1 && target.Observer.ConnectedCount <= 1, "An event came twice.");
        FuzzFindingException.Unless(
            target.Observer.ConnectedCount == 0 || puppet.Certificate.Fingerprint.Equals(target.Connection.RemoteFingerprint), "Somebody else is connected.");
        FuzzFindingException.Unless(target.Observer.Data.Count == 0 || target.Observer.ConnectedCount == 1, "Data came before the connection.");
    }

    /// <summary>Makes record and handshake lengths fit what is there, as far as the bytes go.</summary>
    private static void FixLengths(byte[] datagram)
    {
        if (datagram.Length <= RecordHeader.Size)
        {
            return;
        }

        var body = datagram.Length - RecordHeader.Size;
        if (!RecordHeader.TryParse(datagram, out _))
        {
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(11), (ushort)body);
        }

        if (datagram[0] == (byte)ContentType.Handshake && body >= HandshakeHeader.Size && !HandshakeHeader.TryParse(datagram.AsSpan(RecordHeader.Size), out _))
        {
            var length = body - HandshakeHeader.Size;
            new HandshakeHeader((HandshakeType)datagram[RecordHeader.Size], length, BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(RecordHeader.Size + 4)), 0, length)
                .Write(datagram.AsSpan(RecordHeader.Size));
        }
    }

    private static (List<HandshakeMessage> FromClient, List<HandshakeMessage> FromServer) RecordMessages()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var client = new DtlsEnd(DtlsRole.Client);
        using var puppetClient = PuppetStates.Bring(server, HandshakePhase.Done, Certificate);
        using var puppetServer = PuppetStates.Bring(client, HandshakePhase.Done, Certificate);
        return (puppetServer.Heard, puppetClient.Heard);
    }

    private static List<FuzzStep> RecordDatagrams(DtlsRole sender)
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        using var server = new DtlsEnd(DtlsRole.Server);
        client.Expect(server);
        server.Expect(client);
        client.Connection.Start(0);
        var steps = new List<FuzzStep>();
        for (var round = 0; round < 3; round++)
        {
            foreach (var (from, to) in new[] { (client, server), (server, client) })
            {
                foreach (var datagram in from.Drain(0, 400))
                {
                    to.Receive(datagram, 0);
                    if (from.Connection.Role == sender)
                    {
                        steps.Add(new FuzzStep(0, datagram));
                    }
                }
            }
        }

        return steps;
    }

    private static FuzzStep Message(HandshakeMessage message) => new(1, [(byte)message.Type, .. message.Body]);

    private static FuzzStep State(int state) => new(StateKind, [(byte)state]);
}
