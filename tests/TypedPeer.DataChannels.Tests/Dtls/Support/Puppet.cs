using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Flights;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>
/// A peer on strings: knows all the cryptography, keeps none of the rules. Tests make it say what a real peer never would.
/// </summary>
internal abstract class Puppet : IDisposable
{
    private readonly HandshakeReassembler _reassembler = new(1 << 16, 1 << 20);

    protected Puppet(DtlsEnd target, DtlsRole role, DtlsCertificate? certificate, DtlsOptions? options)
    {
        Target = target;
        Certificate = certificate ?? DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        Context = new HandshakeContext(role, Certificate, options ?? DtlsOptions.Default, keyExchange: null, Records, Flight, new PeerPolicy());
    }

    public DtlsEnd Target { get; }

    public DtlsCertificate Certificate { get; }

    public RecordLayer Records { get; } = new();

    public OutgoingFlight Flight { get; } = new();

    public HandshakeContext Context { get; }

    /// <summary>The handshake messages heard so far.</summary>
    public List<HandshakeMessage> Heard { get; } = [];

    /// <summary>The alerts heard so far, protected or not.</summary>
    public List<DtlsAlert> Alerts { get; } = [];

    public long Now { get; set; }

    /// <summary>Sends everything that was prepared, and listens to the answer.</summary>
    public void Deliver(int datagramLength = 1500)
    {
        Write(datagramLength).ForEach(Send);
    }

    /// <summary>What was prepared, as datagrams.</summary>
    public List<byte[]> Write(int datagramLength = 1500)
    {
        var datagrams = new List<byte[]>();
        var buffer = new byte[datagramLength];
        while (Flight.Write(buffer, Records) is > 0 and var length)
        {
            datagrams.Add(buffer[..length]);
        }

        Flight.Begin(expectsAnswer: false);
        return datagrams;
    }

    public void Send(byte[] datagram)
    {
        Target.Receive(datagram, Now);
        Listen();
    }

    /// <summary>Sends one record of any kind, in the clear or protected.</summary>
    public void SendRecord(ContentType type, int epoch, ReadOnlySpan<byte> payload) => Send(MakeRecord(type, epoch, payload));

    public byte[] MakeRecord(ContentType type, int epoch, ReadOnlySpan<byte> payload)
    {
        var record = new byte[payload.Length + RecordLayer.Overhead(epoch)];
        payload.CopyTo(record.AsSpan(RecordLayer.PayloadOffset(epoch)));
        return record[..Records.Seal(record, type, epoch, payload.Length)];
    }

    /// <summary>Adds a message with any body, as the transcript would want it.</summary>
    public void Say(HandshakeType type, ReadOnlySpan<byte> body, int epoch = 0) => Context.Send(type, new MessageWriter().Bytes(body), epoch);

    public void Listen() => Target.Drain(Now).ForEach(Hear);

    public void Dispose()
    {
        Context.Dispose();
        Records.Dispose();
    }

    protected abstract void Understand(HandshakeMessage message);

    private void Hear(byte[] datagram)
    {
        var rest = datagram.AsSpan();
        while (RecordHeader.TryParse(rest, out var header))
        {
            var record = rest[..(RecordHeader.Size + header.Length)];
            rest = rest[record.Length..];
            var payload = record[RecordHeader.Size..];
            if (header.Epoch == 1 && !Records.TryOpen(header, record, out payload))
            {
                continue;
            }

            if (header.Type == ContentType.Alert)
            {
                Alerts.Add((DtlsAlert)payload[1]);
            }
            else if (header.Type == ContentType.Handshake)
            {
                HearHandshake(payload);
            }
        }
    }

    private void HearHandshake(ReadOnlySpan<byte> payload)
    {
        if (!HandshakeHeader.TryParse(payload, out var header))
        {
            throw new InvalidOperationException("Our own side sent a malformed handshake message.");
        }

        _reassembler.Add(header, payload[HandshakeHeader.Size..]);
        while (_reassembler.TryTake(out var whole))
        {
            var message = new HandshakeMessage(whole);
            Heard.Add(message);
            Context.Transcript.Append(message.Whole);
            Understand(message);
        }
    }
}

/// <summary>What tests ask of a record layer.</summary>
internal static class RecordLayerQuestions
{
    public static bool MissesKeys(this RecordLayer records) => records.Seal(new byte[64], ContentType.Alert, 1, 2) == 0;
}
