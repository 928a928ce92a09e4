using System.Buffers.Binary;
using System.Net;
using System.Text;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Listening;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// A listener's gate before strangers, some of whom have the address. Kinds: 0 to 3 a datagram from one of four addresses, 4 time passes (four
/// bytes, microseconds), 5 what was let in first is secured or ends, 6 the text of an address. Its random numbers are those of a fixed seed, so recorded answers count.
/// </summary>
internal sealed class ListenerTarget : IFuzzTarget
{
    private const string Password = "abcdefghijklmnopqrstuvw";
    private const string Fragment = "ufrg";
    private const int Kinds = 7;

    private static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(static value => (byte)value)];
    private static readonly IPEndPoint Local = new(IPAddress.Parse("192.0.2.1"), 4433);
    private static readonly PeerConnectionListenerOptions Options = new() { MaxHandshakes = 3, MaxHandshakesPerAddress = 2, MaxConnections = 5 };

    private static readonly IPEndPoint[] Remotes =
    [
        new(IPAddress.Parse("198.51.100.2"), 5002),
        new(IPAddress.Parse("198.51.100.2"), 5003),
        new(IPAddress.Parse("2001:db8::2"), 5002),
        new(IPAddress.Parse("2001:db8::3"), 5002),
    ];

    public string Name => "listener";

    public long MaxAllocatedBytes => 4 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0, 1], [1, 1], [1, 0x11], [0, 0x11], [0x21, 0x12, 0xA4, 0x42], [0, 6], [0, 8, 0, 20], [0, 0x24, 0, 4], [0, 0x25, 0, 0], [0x80, 0x28, 0, 4], [0x80, 0x2A, 0, 8],
        [.. "typedpeer+v1/"u8], [.. ":"u8], [.. "typedpeer://1."u8], [.. ",[::1]:9"u8], [0x80, 0x22, 0, 127], [0x7F, 0xFF, 0, 0],
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("admitted", Dial(isLong: true, 0));
        yield return ("browser", Dial(isLong: false, 2));
        yield return ("full", [.. Dial(isLong: true, 0), .. Dial(isLong: true, 1), .. Dial(isLong: true, 2), .. Dial(isLong: true, 3)]);
        yield return ("address", [new FuzzStep(6, Encoding.ASCII.GetBytes("typedpeer://1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8@192.0.2.7:4433,[2001:db8::1]:4434"))]);
        yield return ("late", [.. Dial(isLong: true, 0), new FuzzStep(4, [1, 0, 0, 0]), new FuzzStep(5, [0]), .. Dial(isLong: false, 1)]);
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Kind % Kinds > 3 || step.Bytes.Length < StunMessage.HeaderSize)
        {
            return step;
        }

        var isRequest = (step.Bytes[0] & 1) == 0;
        return step with { Bytes = StunRepair.Sign(step.Bytes, Encoding.ASCII.GetBytes(isRequest ? IceListenerCredentials.PasswordOf(Hash) : Password + '0')) };
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var gate = Create();
        var admitted = new Queue<Admission>();
        var reply = new byte[ListenerGate.MaxReplyLength];
        var (now, answered, most) = (0L, 0, 0);
        foreach (var step in steps)
        {
            switch (step.Kind % Kinds)
            {
                case 4 when step.Bytes.Length >= 4:
                    now += BinaryPrimitives.ReadUInt32BigEndian(step.Bytes) % 60_000_000;
                    while (gate.Admissions.TryTakeExpired(now, out _))
                    {
                    }

                    break;
                case 5 when admitted.TryPeek(out var first):
                    gate.Admissions.OnSecured(first);
                    if (step.Bytes.Length % 2 == 0)
                    {
                        gate.Admissions.OnEnded(admitted.Dequeue());
                    }

                    break;
                case 6:
                    Parse(Encoding.Latin1.GetString(step.Bytes));
                    break;
                case < 4:
                    var said = gate.Handle(Local, Remotes[step.Kind % Kinds], step.Bytes, reply, now);
                    FuzzFindingException.Unless(said.Length <= step.Bytes.Length, "More was sent than came.");
                    answered += said.Length > 0 ? 1 : 0;
                    if (said.Admission is { } admission)
                    {
                        FuzzFindingException.Unless(said.Length == 0 && admission.Local.IsValid && admission.Remote.IsValid, "Somebody was let in with credentials that are none.");
                        admitted.Enqueue(admission);
                        most++;
                    }

                    break;
            }

            FuzzFindingException.Unless(gate.ProvenCount <= Remotes.Length, "More addresses are proven than there are.");
            FuzzFindingException.Unless(gate.Admissions.HandshakeCount <= Options.MaxHandshakes && gate.Admissions.Count <= Options.MaxConnections, "More were let in than allowed.");
            FuzzFindingException.Unless(gate.Admissions.Count == admitted.Count, "The count of those let in is wrong.");
        }

        return most > 1 ? "several admitted" : most == 1 ? "admitted" : answered > 0 ? "answered" : "silent";
    }

    /// <summary>What is read is written as it was read, or in the one form that means the same.</summary>
    private static void Parse(string text)
    {
        if (PeerAddress.TryParse(text, out var address))
        {
            FuzzFindingException.Unless(PeerAddress.TryParse(address.ToString(), out var again) && again == address, "An address is not read as it was written.");
            FuzzFindingException.Unless(address.EndPoints.Count is >= 1 and <= PeerAddress.MaxEndPoints, "An address has more end points than there may be.");
        }
    }

    private static ListenerGate Create() => new(Options, Hash, new SeededSource(1));

    /// <summary>What a dialler at one of the addresses says to a fresh gate until it is let in.</summary>
    private static List<FuzzStep> Dial(bool isLong, byte remote)
    {
        var gate = Create();
        var reply = new byte[ListenerGate.MaxReplyLength];
        var check = Check(remote, isLong, nominates: false);
        var said = gate.Handle(Local, Remotes[remote], check, reply, 0);
        return [new FuzzStep(remote, check), new FuzzStep(remote, Answer(remote, reply.AsSpan(0, said.FirstLength))), new FuzzStep(remote, Check(remote, isLong: false, nominates: true))];
    }

    private static byte[] Check(int remote, bool isLong, bool nominates)
    {
        var buffer = new byte[512];
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, new StunTransactionId(1, 2));
        writer.Add(StunAttributeType.Username, Encoding.ASCII.GetBytes($"{IceListenerCredentials.Prefix}{Password}{remote}:{Fragment}"));
        writer.AddUInt64(StunAttributeType.IceControlling, 1);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        if (nominates)
        {
            writer.AddFlag(StunAttributeType.UseCandidate);
        }

        if (isLong)
        {
            writer.Add(StunAttributeType.Software, new byte[127]);
        }

        writer.AddIntegrity(Encoding.ASCII.GetBytes(IceListenerCredentials.PasswordOf(Hash)));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    private static byte[] Answer(int remote, ReadOnlySpan<byte> check)
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunMessageClass.SuccessResponse, StunTransactionId.Read(check[8..]));
        writer.AddXorMappedAddress(Local);
        writer.AddIntegrity(Encoding.ASCII.GetBytes($"{Password}{remote}"));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }
}
