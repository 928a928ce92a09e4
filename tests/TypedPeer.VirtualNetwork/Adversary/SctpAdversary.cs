using System.Buffers.Binary;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.VirtualNetwork.Adversary;

/// <summary>
/// An authenticated attacker: real DTLS, and above it SCTP written by hand. It knows the victim's numbers, answers what it is told to
/// answer, and says everything else as its test makes it up. Use it inside a <see cref="VirtualWorld"/>; the victim is a whole peer.
/// </summary>
internal sealed class SctpAdversary : IDisposable
{
    /// <summary>The tag every packet to the attacker carries.</summary>
    public const uint OwnTag = 0x0BAD_CAFE;

    /// <summary>Where the attacker's TSNs begin.</summary>
    public const uint FirstTsn = 70_000;

    private const uint Window = 8 * 1024 * 1024;
    private const int LargestPayload = 1_000;

    private readonly List<byte> _message = [];

    /// <summary>Makes an attacker at an address.</summary>
    public SctpAdversary(VirtualWorld world, string socket, DtlsRole role = DtlsRole.Client)
    {
        Lower = new SecureAdversary(world, socket, role) { Heard = Hear };
    }

    /// <summary>ICE and DTLS, for datagrams and records of any content.</summary>
    public SecureAdversary Lower { get; }

    public VirtualWorld World => Lower.World;

    /// <summary>The packets of the victim's, from its INIT on.</summary>
    public List<byte[]> Packets { get; } = [];

    /// <summary>The whole messages of the victim's that came in order.</summary>
    public List<(ushort Stream, uint Ppid, byte[] Payload)> Messages { get; } = [];

    /// <summary>The tag the victim wants to see; known from its INIT on.</summary>
    public uint VictimTag { get; private set; }

    /// <summary>The victim's TSN up to which everything has come.</summary>
    public uint VictimCumulative { get; private set; }

    /// <summary>The TSN of the next DATA chunk the attacker sends.</summary>
    public uint NextTsn { get; set; } = FirstTsn;

    /// <summary>Whether the victim's DATA is acknowledged as it comes, as a decent peer does.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Whether INIT and COOKIE ECHO are answered, so that the association comes up.</summary>
    public bool Associates { get; set; } = true;

    /// <summary>How many streams INIT ACK grants and asks for.</summary>
    public ushort Streams { get; set; } = ushort.MaxValue;

    /// <summary>Whether the victim has seen COOKIE ACK, as far as the attacker can know.</summary>
    public bool IsAssociated { get; private set; }

    /// <summary>Meets a victim and runs the world until DTLS is up, and the association if it is to come up.</summary>
    public SctpAdversary Connect(VirtualPeer victim)
    {
        Lower.Meet(victim);
        if (!World.RunUntil(() => Lower.IsConnected && VictimTag != 0 && (IsAssociated || !Associates)))
            throw new InvalidOperationException($"The attacker did not get in: {victim.Core.Transport.State}, DTLS {Lower.IsConnected} (seed {World.Seed}).");

        return this;
    }

    /// <summary>Sends chunks in one packet.</summary>
    public void Say(params byte[][] chunks) => SayPacket(Crafted.Packet(VictimTag, chunks));

    /// <summary>Sends a packet of any content.</summary>
    public void SayPacket(byte[] packet) => Lower.Say(packet);

    /// <summary>Answers the victim's INIT, with nothing behind the parameters that every peer sends.</summary>
    public void SayInitAck() =>
        Say(Crafted.Init(OwnTag, FirstTsn, SctpChunkType.InitAck, Streams, Crafted.Join(Crafted.Parameter(SctpParameterType.StateCookie, 1, 2, 3, 4), Extensions)));

    /// <summary>Answers COOKIE ECHO.</summary>
    public void SayCookieAck()
    {
        IsAssociated = true;
        Say(Crafted.Chunk(SctpChunkType.CookieAck, 0));
    }

    /// <summary>Acknowledges what has come, in order and without gaps.</summary>
    public void SaySack(uint window = Window) => Say(Crafted.Sack(VictimCumulative, window));

    /// <summary>Sends a message, cut as a peer would cut it, with the next TSNs.</summary>
    public void SayMessage(ushort stream, ushort sequence, uint ppid, ReadOnlySpan<byte> payload, byte flags = 0)
    {
        for (var offset = 0; offset < payload.Length; offset += LargestPayload)
        {
            var part = payload[offset..Math.Min(offset + LargestPayload, payload.Length)];
            var begin = offset == 0 ? SctpFlags.Begin : (byte)0;
            var end = offset + part.Length == payload.Length ? SctpFlags.End : (byte)0;
            var chunk = Crafted.Data(NextTsn++, stream, sequence, (byte)(flags | begin | end), part.ToArray());
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(12), ppid);
            Say(chunk);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Lower.Dispose();

    private static byte[] Extensions => Crafted.Join(
        Crafted.Parameter(SctpParameterType.ForwardTsnSupported), Crafted.Parameter(SctpParameterType.SupportedExtensions, SctpChunkType.Reconfig, SctpChunkType.ForwardTsn), [0, 0]);

    private void Hear(byte[] packet)
    {
        Packets.Add(packet);
        var reader = new SctpChunkReader(packet.AsSpan(SctpPacketWriter.HeaderSize));
        var hasData = false;
        while (reader.TryRead(out var chunk))
        {
            switch (chunk.Type)
            {
                case SctpChunkType.Init:
                    VictimTag = BinaryPrimitives.ReadUInt32BigEndian(chunk.Value);
                    VictimCumulative = BinaryPrimitives.ReadUInt32BigEndian(chunk.Value[12..]) - 1;
                    Answer(SayInitAck);
                    break;
                case SctpChunkType.CookieEcho:
                    Answer(SayCookieAck);
                    break;
                case SctpChunkType.Data:
                    hasData = true;
                    Take(chunk);
                    break;
            }
        }

        if (hasData && Acknowledges)
        {
            SaySack();
        }
    }

    private void Answer(Action answer)
    {
        if (Associates)
        {
            answer();
        }
    }

    private void Take(in SctpChunk chunk)
    {
        var value = chunk.Value;
        if (BinaryPrimitives.ReadUInt32BigEndian(value) != VictimCumulative + 1)
        {
            return;
        }

        VictimCumulative++;
        if ((chunk.Flags & SctpFlags.Begin) != 0)
        {
            _message.Clear();
        }

        _message.AddRange(value[12..]);
        if ((chunk.Flags & SctpFlags.End) != 0)
        {
            Messages.Add((BinaryPrimitives.ReadUInt16BigEndian(value[4..]), BinaryPrimitives.ReadUInt32BigEndian(value[8..]), [.. _message]));
        }
    }
}
