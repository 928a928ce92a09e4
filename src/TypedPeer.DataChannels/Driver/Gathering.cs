using System.Net;
using System.Net.Security;
using TypedPeer.DataChannels.Streams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;
using TypedPeer.DataChannels.Driver.Paths;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Names;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Finds local addresses, STUN servers and relays and gives them to a connection, as often as there is reason to: with each new ICE session, and when
/// the machine's addresses change. Each search comes to an end: whatever gives no candidate, the system, a resolver or the application's
/// filter, is reported, and the rest goes on; one that was overtaken by the next ends with that.
/// </summary>
internal sealed class Gathering(PeerDriver driver, PeerConnectionOptions options, IReadOnlyList<IceServerUri> servers, SharedPort? port, ILocalNetwork network) : ILocalNetworkObserver
{
    /// <summary>After a look at the addresses nobody looks again for so long, while they change all the time: twice as long each time.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest of these pauses: a network that flaps for ever costs next to nothing.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly int MaxRelays = new TurnOptions().MaximumRelays;

    /// <summary>STUN servers over TLS that are asked; as many as by UDP.</summary>
    private const int MaxMappings = 4;

    private readonly Lock _lock = new();
    private volatile Settings _settings = new(options, servers);
    private bool _hasBegun;
    private bool _isFollowing;
    private bool _hasChanged;

    /// <summary>Gets or sets a value indicating whether loopback addresses become candidates even when there are others.</summary>
    public bool IncludesLoopback { get; set; } = options.IncludeLoopback;

    /// <summary>How long the application may take to say which servers there are: as long as people wait for a connection.</summary>
    public static readonly TimeSpan ProviderPatience = TimeSpan.FromSeconds(10);

    /// <summary>Gets the options in force.</summary>
    public PeerConnectionOptions Options => _settings.Options;

    /// <inheritdoc cref="PeerConnection.SetConfiguration"/>
    public void Configure(PeerConnectionOptions changed)
    {
        if (changed with { IceServers = options.IceServers } != options)
        {
            throw new InvalidOperationException("Only the ICE servers of a connection can be changed.");
        }

        _settings = new Settings(changed, IceServerUri.ParseAll(changed.IceServers));
    }

    /// <summary>
    /// Begins a search: opens ports on addresses that have none, closes those of addresses that are gone, and asks the servers, in the
    /// background, as W3C says: host candidates need not wait for it.
    /// </summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                driver.Own(network.Watch(this));
            }
        }

        if (port is not null && !IsRelayOnly)
        {
            driver.Search.Join(port);
        }

        // Asking the system for its addresses takes milliseconds: not under the lock of the connection.
        Search(FindAddresses(isReported: true));
    }

    /// <summary>Makes who looks for names, on the interfaces that the candidates are of.</summary>
    public NameLookups CreateLookups()
    {
        var limits = new MdnsOptions();
        var resolver = new MdnsResolver(() => MdnsSocket.OpenAll(MdnsInterface.Find(FindOwn()), limits), limits, MdnsBudget.Process, options.TimeProvider);
        return new NameLookups(driver, resolver.ResolveAsync);

        IReadOnlyList<IPAddress> FindOwn() => port is null
            ? LocalAddresses.Choose(network.GetAddresses(), IncludesLoopback ? true : null, IsLetThrough, options.MaxLocalAddresses).Wanted
            : [.. port.LocalEndPoints.Select(static endPoint => endPoint.Address)];
    }

    /// <inheritdoc/>
    public void OnAddressesChanged()
    {
        lock (_lock)
        {
            _hasChanged = true;
            if (_isFollowing)
            {
                return;
            }

            _isFollowing = true;
        }

        _ = FollowAsync();
    }

    /// <summary>Looks at once, and then again and again until nothing has changed during a pause.</summary>
    private async Task FollowAsync()
    {
        try
        {
            for (var pause = ShortestPause; TakeChange() && !driver.Finished.IsCompleted; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                Follow();
                await Task.Delay(pause, driver.Time).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The application's clock.
            driver.Fail(exception);
        }
    }

    private bool TakeChange()
    {
        lock (_lock)
        {
            var changed = _hasChanged;
            _hasChanged = false;
            _isFollowing = changed;
            return changed;
        }
    }

    private void Follow()
    {
        if (FindAddresses(isReported: false) is { } found && driver.Search.Follow(found))
        {
            Search(found);
        }
    }

    private void Search(LocalAddresses? addresses)
    {
        var asked = _settings.Servers;
        var search = driver.Search.Begin(addresses, network, options);
        if (asked.Count == 0 && options.IceServerProvider is null)
        {
            driver.Search.EndWithoutServers(search);
        }
        else
        {
            _ = AskServersAsync(search, asked);
        }
    }

    /// <summary>Null where the system could not tell: that says nothing of the addresses in use.</summary>
    /// <param name="isReported">Whether the application is told of what is missing: when it changes nobody asked for it, and it may come back any moment.</param>
    private LocalAddresses? FindAddresses(bool isReported)
    {
        try
        {
            if (port is not null || IsRelayOnly)
            {
                // Its addresses are those of the port, or of relays, whatever else there is.
                return new LocalAddresses(network.GetAddresses(), []);
            }

            // A machine that is off every network for a moment must not offer loopback instead.
            bool? loopback = IncludesLoopback ? true : isReported ? null : false;
            var found = LocalAddresses.Choose(network.GetAddresses(), loopback, IsLetThrough, options.MaxLocalAddresses);
            if (isReported && found.Wanted.Count == 0)
            {
                driver.ReportCandidateError(GatheringErrors.NoneLeft(found.Present.Count));
            }

            return found;
        }
        catch (Exception exception)
        {
            // The system's own look-up fails in many ways, above all where descriptors are used up.
            driver.ReportCandidateError(GatheringErrors.NoAddresses(exception));
            return null;
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

    private bool IsRelayOnly => options.IceTransportPolicy == IceTransportPolicy.Relay;

    /// <summary>Never fails; the end of the connection ends the wait.</summary>
    private async Task AskServersAsync(int search, IReadOnlyList<IceServerUri> asked)
    {
        IReadOnlyList<IceServerAddress> found = [];
        try
        {
            asked = await ProvideAsync(asked).ConfigureAwait(false);
            using var ended = new CancellationTokenSource();
            var resolver = new IceServerResolver(Dns.GetHostAddressesAsync, options.TimeProvider);
            var resolving = resolver.ResolveAsync(asked, driver.ReportCandidateError, ended.Token);
            if (await Task.WhenAny(resolving, driver.Finished).ConfigureAwait(false) != resolving)
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

        var stunServers = found.Where(server => server.Uri.Relay is null && !IsRelayOnly).ToLookup(static server => server.Uri.Transport);
        driver.Search.Ask(search, [.. stunServers[IceServerTransport.Udp]], FindTargets(found), options);
        await MapPortsAsync(search, [.. stunServers[IceServerTransport.Tls]]).ConfigureAwait(false);
        driver.Search.End(search);
    }

    /// <summary>Asks STUN servers over TLS how they see TCP connections. Never fails; the end of the connection ends the wait.</summary>
    private async Task MapPortsAsync(int search, IReadOnlyList<IceServerAddress> secured)
    {
        if (secured.Count == 0)
        {
            return;
        }

        if (port is not null || !options.TcpCandidates.HasFlag(TcpCandidates.Passive))
        {
            driver.ReportCandidateError(GatheringErrors.NothingToMap(secured[0]));
            return;
        }

        using var ended = new CancellationTokenSource(IceServerResolver.Patience, options.TimeProvider);
        var mapping = Task.WhenAll(secured.Take(MaxMappings).Select(server => MapPortsAsync(search, server, ended.Token)));
        if (await Task.WhenAny(mapping, driver.Finished).ConfigureAwait(false) != mapping)
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }

        await mapping.ConfigureAwait(false);
    }

    private async Task MapPortsAsync(int search, IceServerAddress server, CancellationToken cancellationToken)
    {
        try
        {
            if (FindLocal(server.EndPoint) is not { } from)
            {
                driver.ReportCandidateError(GatheringErrors.NotMapped(server, "no local address leads there."));
                return;
            }

            var tls = new SslClientAuthenticationOptions { TargetHost = server.Uri.Host, RemoteCertificateValidationCallback = server.Uri.Server!.CertificateValidation };
            var (local, mapped) = await SecuredStun.AskAsync(from, server.EndPoint, tls, cancellationToken).ConfigureAwait(false);
            if (mapped.Port != local.Port)
            {
                driver.ReportCandidateError(GatheringErrors.PortsChange(server, local, mapped));
            }
            else
            {
                driver.Search.AddMapped(search, from, mapped.Address, server.EndPoint);
            }
        }
        catch (Exception exception)
        {
            // The application's look at the certificate may fail in any way.
            driver.ReportCandidateError(GatheringErrors.NotMapped(server, exception.Message));
        }
    }

    /// <summary>Asks the application which servers there are, if it wants to be asked.</summary>
    private async Task<IReadOnlyList<IceServerUri>> ProvideAsync(IReadOnlyList<IceServerUri> otherwise)
    {
        if (options.IceServerProvider is not { } provider)
        {
            return otherwise;
        }

        using var ended = new CancellationTokenSource(ProviderPatience, options.TimeProvider);
        try
        {
            var providing = Task.Run(() => provider(ended.Token).AsTask(), ended.Token).WaitAsync(ended.Token);
            if (await Task.WhenAny(providing, driver.Finished).ConfigureAwait(false) != providing)
            {
                await ended.CancelAsync().ConfigureAwait(false);
            }

            var provided = await providing.ConfigureAwait(false);
            return IceServerUri.ParseAll(provided ?? throw new InvalidOperationException("It returned null."));
        }
        catch (Exception exception)
        {
            driver.ReportCandidateError(GatheringErrors.NoProvidedServers(exception));
            return otherwise;
        }
    }

    /// <summary>Finds the local address for each relay: of a name with several addresses the first that there is a way to.</summary>
    private List<RelayTarget> FindTargets(IReadOnlyList<IceServerAddress> found)
    {
        var targets = new List<RelayTarget>();
        foreach (var addresses in found.Where(static server => server.Uri.Relay is not null).GroupBy(static server => server.Uri))
        {
            var target = addresses.Select(server => FindLocal(server.EndPoint) is { } local ? new RelayTarget(server, local) : null).FirstOrDefault(static target => target is not null);
            if (target is null)
            {
                driver.ReportCandidateError(GatheringErrors.RelayOutOfReach(addresses.First()));
            }
            else if (targets.Count == MaxRelays)
            {
                driver.ReportCandidateError(GatheringErrors.RelayLeftOut(target.Server));
            }
            else
            {
                targets.Add(target);
            }
        }

        return targets;
    }

    /// <summary>The address that the system would choose, unless the application does not want it to be used: then one that it does.</summary>
    private IPAddress? FindLocal(IPEndPoint server)
    {
        var local = RouteFinder.FindLocal(server);
        if (local is null || IPAddress.IsLoopback(server.Address) || IsLetThrough(local))
        {
            return local;
        }

        return FindAddresses(isReported: false)?.Present.FirstOrDefault(address => address.AddressFamily == server.AddressFamily && !IPAddress.IsLoopback(address) && IsLetThrough(address));
    }

    private sealed record Settings(PeerConnectionOptions Options, IReadOnlyList<IceServerUri> Servers);
}
