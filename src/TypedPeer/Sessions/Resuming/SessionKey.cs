using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.Channels;

namespace TypedPeer.Sessions.Resuming;

/// <summary>What both sides of one session know and nobody else does: made of a share of each, once, and proved later without being sent again.</summary>
internal sealed class SessionKey
{
    /// <summary>The bytes of a share, of a nonce, and of a proof.</summary>
    public const int Size = 32;

    /// <summary>The bytes by which a session is named to whoever may have it.</summary>
    public const int NameSize = 16;

    private readonly byte[] _key;

    /// <param name="own">This side's share.</param>
    /// <param name="peer">The peer's; another one.</param>
    public SessionKey(ReadOnlySpan<byte> own, ReadOnlySpan<byte> peer)
    {
        IsFirst = own.SequenceCompareTo(peer) < 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("TypedPeer session key 1"u8);
        hash.AppendData(IsFirst ? own : peer);
        hash.AppendData(IsFirst ? peer : own);
        _key = hash.GetHashAndReset();
        Name = HMACSHA256.HashData(_key, "TypedPeer session name 1"u8)[..NameSize];
    }

    /// <summary>Gets a value indicating whether this side is the one with the smaller share, whose word on which channel it goes on over is the last.</summary>
    public bool IsFirst { get; }

    /// <summary>Gets what the session is called on the wire, which tells nothing of the key.</summary>
    public byte[] Name { get; }

    /// <summary>Forgets the key.</summary>
    public void Clear() => CryptographicOperations.ZeroMemory(_key);

    /// <summary>Makes the proof of one side.</summary>
    /// <param name="byFirst">Whose.</param>
    /// <param name="first">What the side with the smaller share said.</param>
    /// <param name="second">What the other one said.</param>
    public byte[] Prove(bool byFirst, in ResumeWord first, in ResumeWord second)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        mac.AppendData("TypedPeer resume proof 1"u8);
        mac.AppendData([byFirst ? (byte)0 : (byte)1]);
        mac.AppendData(first.Nonce);
        mac.AppendData(second.Nonce);
        Append(mac, first);
        Append(mac, second);
        return mac.GetHashAndReset();
    }

    private static void Append(IncrementalHash mac, in ResumeWord word)
    {
        var identity = word.Identity is { } told ? Encoding.UTF8.GetBytes(told.ToString()) : [];
        Span<byte> numbers = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, word.Received);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], identity.Length);
        mac.AppendData(numbers);
        mac.AppendData(identity);
    }
}

/// <summary>What one side says when it wants to go on, and which certificate it has on the new channel.</summary>
/// <param name="Nonce">Random, of this attempt alone.</param>
/// <param name="Received">How many of the other's messages it has.</param>
/// <param name="Identity">Its certificate; null where it does not know it.</param>
internal readonly record struct ResumeWord(byte[] Nonce, long Received, PeerIdentity? Identity);
