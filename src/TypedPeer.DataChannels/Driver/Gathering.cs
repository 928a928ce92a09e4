using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Finds local addresses and STUN servers and gives them to a connection. It always comes to an end: whatever gives no candidate, the
/// system, a resolver or the application's filter, is reported, and the rest goes on.
/// </summary>
internal sealed class Gathering(PeerDriver driver, PeerConnectionOptions options, IReadOnlyList<StunUri> servers, Task<PeerChannelCloseReason> closed, SharedPort? port)
{
    private volatile Settings _settings = new(options, servers);

    /// <summary>Gets or sets a value indicating whether loopback addresses become candidates even when there are others.</summary>
    public bool IncludesLoopback { get; set; } = options.IncludeLoopback;

    /// <summary>Gets the options in force.</summary>
    public PeerConnectionOptions Options => _settings.Options;

    /// <inheritdoc cref="PeerConnection.SetConfiguration"/>
    public void Configure(PeerConnectionOptions changed)
    {
        if (changed with { IceServers = options.IceServers } != options)
        {
            throw new InvalidOperationException("Only the ICE servers of a connection can be changed.");
        }

        _settings = new Settings(changed, StunUri.ParseAll(changed.IceServers));
    }

    /// <summary>Opens the ports; the servers are asked in the background, as W3C says: host candidates need not wait for it.</summary>
    public void Begin()
    {
        if (port is not null)
        {
            driver.JoinPort(port);
        }
        else
        {
            // Asking the system for its addresses takes milliseconds: not under the lock.
            driver.OpenPorts(FindAddresses(), options);
        }

        var asked = _settings.Servers;
        if (asked.Count == 0)
        {
            driver.EndGathering([]);
        }
        else
        {
            _ = AskServersAsync(asked);
        }
    }

    private List<IPAddress> FindAddresses()
    {
        try
        {
            var found = LocalAddresses.Find(IncludesLoopback, IsLetThrough, options.MaxLocalAddresses, out var all);
            if (found.Count == 0)
            {
                driver.ReportCandidateError(GatheringErrors.NoneLeft(all));
            }

            return found;
        }
        catch (Exception exception)
        {
            // The system's own look-up fails in many ways, above all where descriptors are used up.
            driver.ReportCandidateError(GatheringErrors.NoAddresses(exception));
            return [];
        }
    }

    /// <summary>An address that the filter fails on is not let through.</summary>
    private bool IsLetThrough(IPAddress address)
    {
        try
        {
            return options.LocalAddressFilter?.Invoke(address) is not false;
        }
        catch (Exception exception)
        {
            driver.Post(DriverEvent.ApplicationFailed(exception));
            return false;
        }
    }

    /// <summary>Never fails; the end of the connection ends the wait.</summary>
    private async Task AskServersAsync(IReadOnlyList<StunUri> asked)
    {
        IReadOnlyList<StunServer> found = [];
        try
        {
            using var ended = new CancellationTokenSource();
            var resolver = new StunServerResolver(Dns.GetHostAddressesAsync, options.TimeProvider);
            var resolving = resolver.ResolveAsync(asked, driver.ReportCandidateError, ended.Token);
            if (await Task.WhenAny(resolving, closed).ConfigureAwait(false) != resolving)
            {
                await ended.CancelAsync().ConfigureAwait(false);
            }

            found = await resolving.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A resolver or a clock that fails as none should: the host candidates are there all the same.
            driver.ReportCandidateError(GatheringErrors.NoServers(exception));
        }

        driver.EndGathering(found);
    }

    private sealed record Settings(PeerConnectionOptions Options, IReadOnlyList<StunUri> Servers);
}
