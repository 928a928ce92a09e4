using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Resuming;

/// <summary>
/// One attempt to go on over a new channel: what is said there before the session's own messages (docs/protocol.md, "Resume"). Both sides say RESUME; the second proves that it has the key,
/// and then the first, whose proof is the word that this channel is the one.
/// </summary>
/// <param name="key">The session's.</param>
/// <param name="own">What this side says.</param>
/// <param name="peer">The certificate of the peer on this channel; null where the channel knows none.</param>
internal sealed class ResumeExchange(SessionKey key, ResumeWord own, PeerIdentity? peer)
{
    private ResumeWord? _peer;

    /// <summary>Gets a value indicating whether the peer has proved that it is the one.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Gets why this attempt is none; null as long as it may be one.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Gets a value indicating whether it was the peer who refused.</summary>
    public bool IsRefusedByPeer { get; private set; }

    /// <summary>Gets how many of this side's messages the peer says to have.</summary>
    public long PeerReceived => _peer?.Received ?? 0;

    /// <summary>What this side begins with.</summary>
    public byte[] Begin() => ResumeFrames.Resume(key.Name, own.Nonce, own.Received, own.Identity is not null);

    /// <summary>Takes one message of the channel. Returns what is to be answered; null for nothing.</summary>
    public byte[]? Receive(ReadOnlySpan<byte> message)
    {
        byte[]? answer = null;
        for (var position = 0; position < message.Length && Refusal is null;)
        {
            var type = (FrameType)message[position++];
            if (!Varint.TryRead(message, ref position, out var length) || length > (ulong)(message.Length - position))
            {
                Refusal = "a frame is longer than its message";
                break;
            }

            var reader = new FrameReader(message.Slice(position, (int)length));
            position += (int)length;
            answer = Take(type, ref reader) ?? answer;
        }

        return Refusal is null ? answer : null;
    }

    private byte[]? Take(FrameType type, ref FrameReader reader)
    {
        switch (type)
        {
            case FrameType.Resume:
                return OnResume(ref reader);
            case FrameType.ResumeProof:
                return OnProof(ref reader);
            case FrameType.ResumeRefused:
                Refusal = reader.TryText(ResumeFrames.MaxText, out var text) ? text : "the peer refuses";
                IsRefusedByPeer = true;
                return null;
            case FrameType.Hello:
                Refusal = "the peer has begun another session";
                IsRefusedByPeer = true;
                return null;
            default:
                Refusal = (byte)type >= 0x80 && type is not (FrameType.Ack or FrameType.Part or FrameType.Continue or FrameType.ResumeKey or FrameType.Shared or FrameType.Suspend)
                    ? null : $"a frame of the type 0x{(byte)type:x2} before the session went on";
                return null;
        }
    }

    private byte[]? OnResume(ref FrameReader reader)
    {
        if (_peer is not null || !reader.TryBytes(SessionKey.NameSize, out var name) || !reader.TryBytes(SessionKey.Size, out var nonce)
            || !reader.TryVarint(long.MaxValue, out var received) || !reader.TryVarint(out var flags))
        {
            Refusal = _peer is null ? "RESUME is cut short" : "a second RESUME";
            return null;
        }

        if (!name.SequenceEqual(key.Name))
        {
            Refusal = "the peer has another session";
            IsRefusedByPeer = true;
            return null;
        }

        if (nonce.SequenceEqual(own.Nonce))
        {
            Refusal = "RESUME came back";
            return null;
        }

        _peer = new(nonce.ToArray(), (long)received, (flags & 1) != 0 ? peer : null);
        return key.IsFirst ? null : ResumeFrames.Proof(Proof(byFirst: false));
    }

    private byte[]? OnProof(ref FrameReader reader)
    {
        if (_peer is null || IsProven || !reader.TryBytes(SessionKey.Size, out var proof)
            || !CryptographicOperations.FixedTimeEquals(proof, Proof(byFirst: !key.IsFirst)))
        {
            Refusal = "the peer has not proved that it has the session's key";
            return null;
        }

        IsProven = true;
        return key.IsFirst ? ResumeFrames.Proof(Proof(byFirst: true)) : null;
    }

    private byte[] Proof(bool byFirst) => key.IsFirst ? key.Prove(byFirst, own, _peer!.Value) : key.Prove(byFirst, _peer!.Value, own);
}
