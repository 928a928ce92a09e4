using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>Sends many messages, each different, with little in the channel's buffer; returns the hash over all.</summary>
internal static class HashingSender
{
    private const long HighWater = 1024 * 1024;
    private const long LowWater = 256 * 1024;

    public static async Task<string> SendAsync(DataChannel channel, int size, int count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var low = new SemaphoreSlim(0); // not disposed of: the event may still come
        channel.BufferedAmountLowThreshold = LowWater;
        channel.BufferedAmountLow += () => low.Release();
        var message = new byte[size];
        for (var i = 0; i < count; i++)
        {
            Pattern.Fill(message, i);
            hash.AppendData(message);
            channel.Send(message);
            while (channel.BufferedAmount > HighWater)
            {
                await low.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
