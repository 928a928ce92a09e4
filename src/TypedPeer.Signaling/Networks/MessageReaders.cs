using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TypedPeer.Signaling.Networks;

/// <summary>Those who read messages, each with a bounded queue of its own. Its members may be called from any thread.</summary>
internal sealed class MessageReaders(int limit)
{
    private readonly HashSet<Channel<PeerNetworkMessage>> _readers = [];
    private bool _isOver;

    /// <summary>Gives a message to all.</summary>
    public void Add(PeerNetworkMessage message)
    {
        lock (_readers)
        {
            _readers.RemoveWhere(reader =>
            {
                if (reader.Writer.TryWrite(message))
                {
                    return false;
                }

                reader.Writer.TryComplete(new PeerNetworkException(PeerNetworkError.TooMany, $"More than {limit} messages came unread: the rest is lost."));
                return true;
            });
        }
    }

    /// <summary>There will be no more.</summary>
    public void End()
    {
        lock (_readers)
        {
            _isOver = true;
            foreach (var reader in _readers)
            {
                reader.Writer.TryComplete();
            }

            _readers.Clear();
        }
    }

    /// <summary>Reads what comes from now on.</summary>
    public IAsyncEnumerable<PeerNetworkMessage> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = Channel.CreateBounded<PeerNetworkMessage>(limit);
        lock (_readers)
        {
            if (_isOver)
            {
                reader.Writer.TryComplete();
            }
            else
            {
                _readers.Add(reader);
            }
        }

        return ReadAsync(reader, cancellationToken);
    }

    private async IAsyncEnumerable<PeerNetworkMessage> ReadAsync(Channel<PeerNetworkMessage> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in reader.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return message;
            }
        }
        finally
        {
            lock (_readers)
            {
                _readers.Remove(reader);
            }
        }
    }
}
