namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>Messages that are known by their number.</summary>
internal static class Payload
{
    /// <summary>The message of a number, of the given length.</summary>
    public static byte[] Create(int number, int length)
    {
        byte[] bytes = new byte[Math.Max(4, length)];
        new Random(number).NextBytes(bytes);
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }

    /// <summary>Asserts that exactly the messages 0, 1, 2 ... came, each whole, each once, in order.</summary>
    public static void AssertSequence(IReadOnlyList<byte[]> sent, IReadOnlyList<byte[]> received, string what)
    {
        for (int index = 0; index < Math.Min(sent.Count, received.Count); index++)
            Assert.True(sent[index].AsSpan().SequenceEqual(received[index]), $"{what}: message {index} differs");

        Assert.True(sent.Count == received.Count, $"{what}: {received.Count} of {sent.Count} messages came");
    }
}
