using System.Threading.Channels;
using TypedPeer.DataChannels.Udp.Names;

namespace TypedPeer.DataChannels.Tests.Mdns;

/// <summary>Multicast without a network: keeps what is asked, and has the test answer.</summary>
internal sealed class FakeMdnsChannel : IMdnsChannel
{
    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>();

    public List<byte[]> Asked { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Gets what is thrown in place of a message; null for none.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Gets what happens at each question.</summary>
    public Action<FakeMdnsChannel>? OnAsked { get; init; }

    public void Answer(byte[] message) => _messages.Writer.TryWrite(message);

    public void Ask(ReadOnlyMemory<byte> query)
    {
        Asked.Add(query.ToArray());
        OnAsked?.Invoke(this);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        var message = await _messages.Reader.ReadAsync(cancellationToken);
        message.CopyTo(buffer);
        return message.Length;
    }

    public void Dispose()
    {
        IsDisposed = true;
        _messages.Writer.TryComplete();
    }
}
