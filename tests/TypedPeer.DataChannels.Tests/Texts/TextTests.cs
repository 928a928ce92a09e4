using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Tests.Texts;

public class TextTests
{
    [Fact]
    public void Bytes_are_written_as_the_platform_writes_them()
    {
        var random = new Random(1);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(Convert.ToBase64String(bytes), Base64Text.Write(bytes));
            Assert.Equal(Convert.ToHexStringLower(bytes), HexText.Write(bytes));
            Assert.Equal(BitConverter.ToString(bytes).Replace('-', ':'), HexText.WritePairs(bytes));
        }
    }
}
