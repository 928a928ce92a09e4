using System.Runtime.Versioning;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>Both ways to AES-128-GCM: what is encrypted in one is read in the other, and both refuse the same.</summary>
public sealed class RecordAeadTests
{
    private static readonly byte[] Nonce = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    private static readonly byte[] Additional = [.. Enumerable.Range(0, 13).Select(static i => (byte)i)];
    private static readonly byte[] Key = [.. Enumerable.Range(100, 16).Select(static i => (byte)i)];

    public static TheoryData<bool> Ways => OpenSslIsThere ? [false, true] : [false];

    [SupportedOSPlatformGuard("linux")]
    private static bool OpenSslIsThere => OperatingSystem.IsLinux() && OpenSslLibrary.IsThere;

    [Fact]
    public void On_Linux_the_library_that_the_platform_uses_is_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have another library.");
        using var aead = RecordAead.Create(Key);
        Assert.IsNotType<ManagedAead>(aead);
    }

    /// <summary>Test case 3 of "The Galois/Counter Mode of Operation", which NIST's SP 800-38D refers to.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_known_text_has_the_known_ciphertext_and_tag(bool direct)
    {
        using var aead = Create(direct, Convert.FromHexString("feffe9928665731c6d6a8f9467308308"));
        var text = Convert.FromHexString(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255");
        var tag = new byte[RecordAead.TagLength];
        aead.Encrypt(Convert.FromHexString("cafebabefacedbaddecaf888"), text, tag, []);
        Assert.Equal(
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
            Convert.ToHexStringLower(text));
        Assert.Equal("4d5c2af327cd64a62cf35abd2ba6fab4", Convert.ToHexStringLower(tag));
    }

    [Fact]
    public void Whatever_one_way_encrypts_the_other_encrypts_and_reads_alike()
    {
        Assert.SkipUnless(OpenSslIsThere, "There is one way only.");
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var key = Bytes(random, RecordAead.KeyLength);
            using var one = Create(direct: true, key);
            using var other = Create(direct: false, key);
            var text = Bytes(random, round < 50 ? round : random.Next(4000));
            var nonce = Bytes(random, RecordAead.NonceLength);
            var additional = Bytes(random, random.Next(30));
            var (mine, mineTag) = Encrypt(one, nonce, text, additional);
            var (others, othersTag) = Encrypt(other, nonce, text, additional);
            Assert.Equal(others, mine);
            Assert.Equal(othersTag, mineTag);
            Assert.True(one.TryDecrypt(nonce, others, othersTag, additional));
            Assert.True(other.TryDecrypt(nonce, mine, mineTag, additional));
            Assert.Equal(text, others);
            Assert.Equal(text, mine);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void One_cipher_encrypts_and_decrypts_by_turns_after_forgeries_too(bool direct)
    {
        using var aead = Create(direct, Key);
        var random = new Random(2);
        for (var round = 0; round < 500; round++)
        {
            var text = Bytes(random, random.Next(200));
            var (cipher, tag) = Encrypt(aead, Nonce, text, Additional);
            if (round % 3 == 0)
            {
                var forged = (byte[])tag.Clone();
                forged[round % forged.Length] ^= 1;
                Assert.False(aead.TryDecrypt(Nonce, [.. cipher], forged, Additional));
            }

            Assert.True(aead.TryDecrypt(Nonce, cipher, tag, Additional));
            Assert.Equal(text, cipher);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_bit_that_is_flipped_is_noticed_and_nothing_of_the_text_is_left(bool direct)
    {
        using var aead = Create(direct, Key);
        var (cipher, tag) = Encrypt(aead, Nonce, "do not touch, do not look"u8.ToArray(), Additional);
        byte[][] parts = [Nonce, cipher, tag, Additional];
        for (var part = 0; part < parts.Length; part++)
        {
            for (var bit = 0; bit < parts[part].Length * 8; bit++)
            {
                var copy = parts.Select(static bytes => (byte[])bytes.Clone()).ToArray();
                copy[part][bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(aead.TryDecrypt(copy[0], copy[1], copy[2], copy[3]));
                Assert.All(copy[1], static value => Assert.Equal(0, value));
            }
        }

        Assert.True(aead.TryDecrypt(Nonce, cipher, tag, Additional));
        Assert.Equal("do not touch, do not look"u8.ToArray(), cipher);
    }

    [Fact]
    public void Only_the_managed_way_has_exceptions_for_forgeries_and_one_for_all()
    {
        foreach (var direct in Ways.Select(static row => row.Data))
        {
            using var aead = Create(direct, Key);
            for (var i = 0; i < 100; i++)
            {
                Assert.False(aead.TryDecrypt(Nonce, new byte[50], new byte[RecordAead.TagLength], Additional));
            }

            Assert.Equal(direct ? 0 : 1, aead.Exceptions);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Neither_a_record_nor_a_forgery_allocates(bool direct)
    {
        using var aead = Create(direct, Key);
        var text = new byte[1200];
        var tag = new byte[RecordAead.TagLength];
        Assert.False(aead.TryDecrypt(Nonce, text, tag, Additional));
        aead.Encrypt(Nonce, text, tag, Additional);
        Assert.True(aead.TryDecrypt(Nonce, text, tag, Additional));
        using var here = new ThrownHere();
        for (var i = 0; i < 1000; i++)
        {
            aead.Encrypt(Nonce, text, tag, Additional);
            Assert.True(aead.TryDecrypt(Nonce, text, tag, Additional));
            tag[0] ^= 1;
            Assert.False(aead.TryDecrypt(Nonce, text, tag, Additional));
        }

        Assert.Equal(0, here.Exceptions);
        Assert.InRange(here.Allocated, 0, 1024);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_cipher_that_was_disposed_says_so(bool direct)
    {
        var aead = Create(direct, Key);
        aead.Dispose();
        aead.Dispose();
        Assert.Throws<ObjectDisposedException>(() => aead.Encrypt(Nonce, new byte[10], new byte[RecordAead.TagLength], Additional));
        Assert.Throws<ObjectDisposedException>(() => aead.TryDecrypt(Nonce, new byte[10], new byte[RecordAead.TagLength], Additional));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Wrong_lengths_are_refused(bool direct)
    {
        Assert.ThrowsAny<Exception>(() => Create(direct, new byte[15]));
        using var aead = Create(direct, Key);
        Assert.ThrowsAny<ArgumentException>(() => aead.Encrypt(Nonce.AsSpan(1), new byte[10], new byte[RecordAead.TagLength], Additional));
        Assert.ThrowsAny<ArgumentException>(() => aead.Encrypt(Nonce, new byte[10], new byte[RecordAead.TagLength - 1], Additional));
        Assert.ThrowsAny<ArgumentException>(() => aead.TryDecrypt(Nonce.AsSpan(1), new byte[10], new byte[RecordAead.TagLength], Additional));
        Assert.ThrowsAny<ArgumentException>(() => aead.TryDecrypt(Nonce, new byte[10], new byte[RecordAead.TagLength + 1], Additional));
    }

    private static RecordAead Create(bool direct, ReadOnlySpan<byte> key) => direct && OpenSslIsThere ? new OpenSslAead(key) : new ManagedAead(key);

    private static (byte[] Cipher, byte[] Tag) Encrypt(RecordAead aead, byte[] nonce, byte[] text, byte[] additional)
    {
        var cipher = (byte[])text.Clone();
        var tag = new byte[RecordAead.TagLength];
        aead.Encrypt(nonce, cipher, tag, additional);
        return (cipher, tag);
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
