using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>Hashes a number of messages one after another, without keeping them.</summary>
internal sealed class HashingReceiver
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TaskCompletionSource<string> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _toCome;

    public HashingReceiver(DataChannel channel, int count)
    {
        _toCome = count;
        channel.Message += OnMessage;
    }

    public Task<string> Completed => _completed.Task;

    private void OnMessage(DataChannelMessage message)
    {
        _hash.AppendData(message.Data);
        if (--_toCome == 0)
        {
            _completed.SetResult(Convert.ToHexStringLower(_hash.GetHashAndReset()));
            _hash.Dispose();
        }
    }
}
