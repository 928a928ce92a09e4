using System.Runtime.Versioning;
using TypedPeer.Browser.Interop;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Addresses;

namespace TypedPeer.Browser;

/// <summary>Connects a page to a peer, in .NET WebAssembly.</summary>
[SupportedOSPlatform("browser")]
public static class BrowserPeer
{
    /// <summary>
    /// Connects to a listener by its address, without signalling. The channel is open, and its other end is proved to be the listener of the address; start a session on it
    /// (<see cref="PeerSession.Start(IPeerChannel, Action{PeerSessionBuilder}?, PeerSessionOptions?)"/>), which closes it at its end, and with it the connection.
    /// </summary>
    /// <param name="address">Where the listener is, and who.</param>
    /// <param name="options">Limits of time; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerConnectException">The listener was not reached, or another was.</exception>
    public static async Task<BrowserDataChannel> DialAsync(PeerAddress address, BrowserPeerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new BrowserPeerOptions();
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        await PageObjects.LoadAsync().ConfigureAwait(false);
        var connection = new PageConnection();
        var channel = BrowserDataChannel.Open(connection, options);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.StateChanged = () =>
        {
            if (connection.States is { Connection: "failed" } or { Ice: "failed" } or { Dtls: "failed" })
            {
                failed.TrySetResult();
            }
        };
        var isUp = false;
        try
        {
            var offer = await Page.DescribeAsync(connection.Handle).ConfigureAwait(false);
            await Page.AnswerAsync(connection.Handle, ListenerAnswer.Write(address, offer, OfferText.ReadPassword(offer))).ConfigureAwait(false);
            var first = await Task.WhenAny(channel.Opened, failed.Task).WaitAsync(options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
            if (first == failed.Task)
            {
                throw await ExplainAsync(address, connection.States).ConfigureAwait(false);
            }

            await channel.Opened.ConfigureAwait(false);
            isUp = true;
            return channel;
        }
        catch (TimeoutException)
        {
            throw await ExplainAsync(address, connection.States).ConfigureAwait(false);
        }
        catch (PeerChannelClosedException closed)
        {
            throw new PeerConnectException(
                PeerConnectFailure.Refused, $"The listener at {address} ended the connection before it was up.", closed.Reason ?? new(PeerChannelCloseKind.ConnectionLost, closed.Message));
        }
        finally
        {
            connection.StateChanged = null;
            if (!isUp)
            {
                channel.Break();
                await channel.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            }
        }
    }

    private static async Task<PeerConnectException> ExplainAsync(PeerAddress address, (string Connection, string Ice, string Dtls) states)
    {
        var (failure, message) = states switch
        {
            { Dtls: "failed" } => (PeerConnectFailure.WrongCertificate, $"Somebody else than the listener answered at {address}."),
            { Ice: "connected" or "completed" } => (PeerConnectFailure.NoHandshake, $"There is a path to {address}, and the listener does not answer the handshake (DTLS) on it."),
            { Ice: "new" } when await Page.IsLocalNetworkDeniedAsync().ConfigureAwait(false) => (
                PeerConnectFailure.Failed, "The browser does not let this page reach the local network: allow it in the settings of the site, and dial again."),
            _ => (PeerConnectFailure.NoAnswer, $"Nobody answered at {address}: the listener is not there, not reachable, or has another certificate by now."),
        };
        return new PeerConnectException(failure, message, new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, message));
    }
}
