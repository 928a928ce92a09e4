using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Turn;

/// <summary>
/// The long-term credential mechanism (RFC 8489, section 9.2): nothing is proved before the server has asked for it, and then everything is.
/// SHA-256 is used where the server offers it; where its nonce says that it does and the offer is missing, somebody has taken it away.
/// </summary>
internal sealed class TurnAuthentication(TurnCredentials credentials, TurnOptions options)
{
    private const int FeaturesLength = 4;
    private const int PasswordAlgorithmsFeature = 0x80;
    private const ushort Md5 = 1;
    private const ushort Sha256 = 2;
    private byte[] _realm = [];
    private byte[] _nonce = [];
    private byte[] _algorithms = [];
    private byte[] _key = [];
    private ushort _algorithm;

    private static ReadOnlySpan<byte> NonceCookie => "obMatJos2"u8;

    /// <summary>Gets whether the server has asked who this is.</summary>
    public bool IsChallenged => _key.Length > 0;

    private bool IsSha256 => _algorithms.Length > 0;

    /// <summary>Takes a challenge: 401, or 438 with a new nonce. False: it is none that can be met, or nothing new.</summary>
    public bool TryTake(in StunMessage challenge)
    {
        if (!challenge.TryGet(StunAttributeType.Nonce, out var nonce) || nonce.IsEmpty || nonce.Length > options.MaximumChallengeLength || nonce.SequenceEqual(_nonce))
            return false;

        // A 438 may leave out what has not changed.
        if (!challenge.TryGet(StunAttributeType.Realm, out var realm))
            realm = _realm;
        if (realm.IsEmpty || realm.Length > options.MaximumChallengeLength)
            return false;

        bool offers = challenge.TryGet(StunAttributeType.PasswordAlgorithms, out var algorithms);
        if (SaysPasswordAlgorithms(nonce) != offers || algorithms.Length > options.MaximumChallengeLength)
        {
            // Without the cookie an offer means nothing; with it there has to be one.
            if (!offers || algorithms.Length > options.MaximumChallengeLength)
                return false;

            algorithms = default;
        }

        ushort algorithm = algorithms.IsEmpty ? Md5 : Choose(algorithms);
        if (algorithm == 0)
            return false;

        if (algorithm != _algorithm || !realm.SequenceEqual(_realm) || _key.Length == 0)
        {
            _realm = realm.ToArray();
            _algorithm = algorithm;
            _key = CreateKey();
        }

        _nonce = nonce.ToArray();
        _algorithms = algorithms.ToArray();
        return true;
    }

    /// <summary>Adds what proves a request to be ours; nothing before the server has asked for it.</summary>
    public void AddTo(ref StunMessageWriter writer)
    {
        if (!IsChallenged)
            return;

        writer.Add(StunAttributeType.Username, credentials.UsernameBytes);
        writer.Add(StunAttributeType.Realm, _realm);
        writer.Add(StunAttributeType.Nonce, _nonce);
        if (!IsSha256)
        {
            writer.AddIntegrity(_key);
            return;
        }

        writer.Add(StunAttributeType.PasswordAlgorithms, _algorithms);
        writer.AddUInt32(StunAttributeType.PasswordAlgorithm, (uint)_algorithm << 16);
        writer.AddIntegritySha256(_key);
    }

    /// <summary>Whether a response is the server's own. One that has not asked for proof gives none.</summary>
    public bool Verifies(in StunMessage response) =>
        !IsChallenged || (IsSha256 ? response.HasValidIntegritySha256(_key) : response.HasValidIntegrity(_key));

    private static bool SaysPasswordAlgorithms(ReadOnlySpan<byte> nonce)
    {
        if (!nonce.StartsWith(NonceCookie) || nonce.Length < NonceCookie.Length + FeaturesLength)
            return false;

        Span<byte> features = stackalloc byte[3];
        var written = System.Buffers.Text.Base64.DecodeFromUtf8(nonce.Slice(NonceCookie.Length, FeaturesLength), features, out _, out int length);
        return written == System.Buffers.OperationStatus.Done && length == 3 && (features[0] & PasswordAlgorithmsFeature) != 0;
    }

    /// <summary>The best of what is offered; 0 when none of it is known.</summary>
    private static ushort Choose(ReadOnlySpan<byte> algorithms)
    {
        const int HeaderSize = 4;
        ushort chosen = 0;
        while (algorithms.Length >= HeaderSize)
        {
            ushort algorithm = BinaryPrimitives.ReadUInt16BigEndian(algorithms);
            int parameters = (BinaryPrimitives.ReadUInt16BigEndian(algorithms[2..]) + 3) & ~3;
            if (algorithm == Sha256 || (algorithm == Md5 && chosen == 0))
                chosen = algorithm;

            algorithms = algorithms[Math.Min(algorithms.Length, HeaderSize + parameters)..];
        }

        return chosen;
    }

    private byte[] CreateKey()
    {
        byte[] password = Encoding.UTF8.GetBytes(credentials.Password);
        byte[] text = [.. credentials.UsernameBytes, (byte)':', .. _realm, (byte)':', .. password];
#pragma warning disable CA5351 // The algorithm is on the wire.
        byte[] key = _algorithm == Sha256 ? SHA256.HashData(text) : MD5.HashData(text);
#pragma warning restore CA5351
        CryptographicOperations.ZeroMemory(password);
        CryptographicOperations.ZeroMemory(text);
        return key;
    }
}
