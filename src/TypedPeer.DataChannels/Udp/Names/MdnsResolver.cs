using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Mdns;

namespace TypedPeer.DataChannels.Udp.Names;

/// <summary>
/// Asks all hosts nearby who has a name (RFC 6762, section 5.1), a few times, and takes the first answer. Responders answer whoever asks from a
/// port of his own alone; browsers' answer everybody, so both is listened to. Any thread may call anything.
/// </summary>
/// <remarks>
/// Nothing proves an answer: whoever is nearby can give one, and so can whoever guesses the port. It is worth as much as a candidate, which
/// is to be checked like any other.
/// </remarks>
internal sealed class MdnsResolver(Func<IReadOnlyList<IMdnsChannel>> open, MdnsOptions options, MdnsBudget budget, TimeProvider time)
{
    /// <summary>
    /// Finds the address of a name; null where nobody answers in time, it has several, or the process is asked for too many. What the system
    /// refuses is no answer; whatever else fails is thrown, with all sockets closed.
    /// </summary>
    public async Task<IPAddress?> ResolveAsync(MdnsName name, CancellationToken cancellationToken)
    {
        if (!budget.TryBegin())
        {
            return null;
        }

        IReadOnlyList<IMdnsChannel> channels = [];
        try
        {
            channels = open();
            return await AskAsync(channels, name, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            foreach (var channel in channels)
            {
                channel.Dispose();
            }

            budget.End();
        }
    }

    private async Task<IPAddress?> AskAsync(IReadOnlyList<IMdnsChannel> channels, MdnsName name, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answered = new TaskCompletionSource<IPAddress?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = Task.WhenAll(channels.Select(channel => ListenAsync(channel, name, answered, ended.Token)));
        try
        {
            byte[][] queries = [MdnsMessage.CreateQuery(name, AddressFamily.InterNetwork), MdnsMessage.CreateQuery(name, AddressFamily.InterNetworkV6)];
            for (var sent = 0; sent < options.Transmissions; sent++)
            {
                foreach (var channel in channels)
                {
                    Array.ForEach(queries, query => channel.Ask(query));
                }

                if (await Task.WhenAny(answered.Task, Task.Delay(options.Interval, time, ended.Token)).ConfigureAwait(false) is var first && first == answered.Task)
                {
                    return await answered.Task.ConfigureAwait(false);
                }

                // The wait was cancelled, or the application's clock fails.
                await first.ConfigureAwait(false);
            }

            return null;
        }
        finally
        {
            // Closing ends what the token does not.
            await ended.CancelAsync().ConfigureAwait(false);
            foreach (var channel in channels)
            {
                channel.Dispose();
            }

            await listening.ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(IMdnsChannel channel, MdnsName name, TaskCompletionSource<IPAddress?> answered, CancellationToken cancellationToken)
    {
        var buffer = new byte[MdnsMessage.MaxLength];
        for (var messages = 0; messages < options.MaxMessages; messages++)
        {
            try
            {
                var length = await channel.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (MdnsMessage.TryReadAddress(buffer.AsSpan(0, length), name, out var address))
                {
                    answered.TrySetResult(address);
                    return;
                }
            }
            catch (SocketException) when (!cancellationToken.IsCancellationRequested)
            {
                // One message too long, or an answer of ICMP to a question; the next may be the one.
            }
            catch (Exception exception)
            {
                // After the end, whatever closing brings; before it, a failure that the one who asks is to hear of.
                if (!cancellationToken.IsCancellationRequested)
                {
                    answered.TrySetException(exception);
                }

                return;
            }
        }
    }
}
