using System.Runtime.Versioning;
using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>Asks the application which servers a search for paths is to ask.</summary>
[SupportedOSPlatform("browser")]
internal static class PageServers
{
    /// <summary>What <see cref="PeerConnectionOptions.IceServerProvider"/> has.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task AskAsync(PeerConnectionOptions options, int handle, PeerConnection connection, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var servers = await options.IceServerProvider!(limit.Token).AsTask().WaitAsync(Limit, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            Page.SetServers(handle, PageConfiguration.WriteServers(servers));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The application's code, or an address that the browser refuses: the others are asked, and it is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await limit.CancelAsync().ConfigureAwait(false);
            connection.OnIceCandidateError(new IceCandidateError(string.Empty, $"{nameof(PeerConnectionOptions.IceServerProvider)} failed: {exception.Message}"));
        }
    }
}
