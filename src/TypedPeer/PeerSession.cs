using System.Collections.Concurrent;
using System.Security.Claims;
using TypedPeer.Channels;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Groups;
using TypedPeer.Sessions.Handling;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Resuming;

namespace TypedPeer;

/// <summary>
/// Typed calls in both directions over one channel. Both sides start one, in any order; both may serve and both may call.
/// Every member may be used from any thread.
/// </summary>
/// <remarks>The session owns its channel and closes it when it ends, unless <see cref="PeerSessionOptions.LeaveChannelOpen"/> says otherwise; what is beneath the channel stays up unless <see cref="PeerSessionBuilder.Own"/> says otherwise.</remarks>
public sealed class PeerSession : IAsyncDisposable
{
    private readonly SessionDriver _driver;
    private readonly SessionScope _scope;
    private readonly long _number = SessionNames.Next();
    private ConcurrentDictionary<object, object?>? _items;
    private SessionMemberships? _memberships;

    private PeerSession(IPeerChannel channel, PeerSessionOptions options, PeerSessionBuilder builder, SessionExecutor executor)
    {
        var served = builder.Close();
        served.CheckGuards(options);
        _items = builder.OwnItems;
        _scope = new SessionScope(this, options) { User = builder.User };
        _driver = new SessionDriver(channel, options, served, _scope, _scope, executor);
        _driver.Ending.Owned = builder.Owned;
        _scope.Begin(_driver.Session);
    }

    internal SessionDriver Driver => _driver;

    internal PeerSessionOptions Options => _driver.Options;

    /// <summary>Gets a value indicating whether the session has lost its channel and waits for another.</summary>
    internal bool IsSuspended => _driver.Core.IsSuspended;

    /// <summary>Raised when <see cref="IsSuspended"/> has changed, with its value; not when the session ends.</summary>
    internal event Action<bool>? SuspendedChanged
    {
        add
        {
            if (_driver.Resuming is { } resuming)
            {
                resuming.SuspendedChanged += value;
            }
        }

        remove
        {
            if (_driver.Resuming is { } resuming)
            {
                resuming.SuspendedChanged -= value;
            }
        }
    }

    /// <summary>
    /// Goes on over another channel to the same peer, which nothing else may be attached to: whether this side has noticed the loss of its own or not. The peer is handed its end in the same way.
    /// Several may be tried at once. The channel is closed when it does not go on there, because the peer is not the one, refuses, or is slow, or the session is over.
    /// </summary>
    internal Task<ResumeOutcome> ResumeAsync(HeldChannel channel) => _driver.Resuming?.ResumeAsync(channel) ?? Task.FromResult(ResumeOutcome.Failed);

    /// <summary>Gets the name by which both sides know a session that can go on, and which tells nothing of its key; empty for one that cannot.</summary>
    internal ReadOnlySpan<byte> Name => CanResume && _driver.Core.State.Delivery?.Key is { } key ? key.Name : default;

    /// <summary>Tells the peer that this side is about to give its channel up, and comes back by itself. False when it cannot be told.</summary>
    internal bool TrySuspend() => _driver.Resuming?.TrySuspend() == true;

    /// <summary>Gets a value indicating whether the session has ended with a peer that waits for nothing of this side's, and may be gone.</summary>
    internal bool IsPeerGone => _driver.Core is { HasEnded: true, OrderlyEnd.IsPeerGone: true };

    /// <summary>Gets a value indicating whether the peer has said goodbye first.</summary>
    internal bool IsStoppedByPeer => _driver.Core.OrderlyEnd.StoppedByPeer;

    /// <summary>Gets a value indicating whether there is no channel because the peer has suspended the session.</summary>
    internal bool IsSuspendedByPeer => _driver.Core.Resumption is { IsSuspendedByPeer: true };

    /// <summary>Nobody brings another channel any more: the session ends with the one it has, and at once if it has none.</summary>
    internal void WaitNoMore(string reason) => _driver.Resuming?.WaitNoMore(reason);

    /// <summary>Ends the session as lost, if it has no channel.</summary>
    internal void GiveUp(string reason) => _driver.Resuming?.GiveUp(reason);

    /// <summary>Gets how many bytes the session holds: messages that the peer has not acknowledged, what waits to be sent, and what came and was not read.</summary>
    internal long BytesKept => GetStatistics() is var figures ? figures.BytesQueued + figures.BytesHeld + (_driver.Core.State.Delivery?.Held ?? 0) : 0;

    /// <summary>Gets a value indicating whether the session can go on over another channel.</summary>
    internal bool CanResume => _driver.Core is { HasEnded: false, State.Delivery.CanResume: true };

    /// <summary>Completes, always successfully, once it is known whether the session can go on over another channel: a moment after both hellos. What leaves the channel before that takes the session with it.</summary>
    internal Task WhenResumptionKnown => _driver.Resuming?.WhenKnown ?? Task.CompletedTask;

    /// <summary>Whether a peer means this session that wants to go on.</summary>
    internal bool IsNamed(ReadOnlySpan<byte> name) => CanResume && _driver.Core.State.Delivery?.Key?.Name.AsSpan().SequenceEqual(name) == true;

    /// <summary>Gets what all remotes of the session share.</summary>
    internal RemoteScope Remotes => _scope.Remotes;

    /// <summary>Gets the groups the session is in.</summary>
    internal SessionMemberships Memberships => _memberships ?? Interlocked.CompareExchange(ref _memberships, new(this), null) ?? _memberships;

    /// <summary>Gets a name for the session that is no other session's of this process, in logs, traces and the application's own tables. Not a secret, and unknown to the peer.</summary>
    public string Id => field ??= SessionNames.Of(_number);

    /// <summary>Gets the channel the session runs on; another one after it was resumed (<see cref="PeerSessionOptions.ResumeTimeout"/>).</summary>
    public IPeerChannel Channel => _driver.Channel;

    /// <summary>
    /// Gets or sets who the peer is to this application; null where nobody said. Said first by <see cref="PeerSessionBuilder.User"/>, before a
    /// call can arrive, or by <see cref="PeerSessionOptions.AuthorizePeer"/>, which knows the identity the channel proved. When it changes, calls whose handlers start afterwards
    /// have the new one (<see cref="PeerCallContext.User"/>); a call keeps the one that it started with.
    /// </summary>
    public ClaimsPrincipal? User
    {
        get => _scope.User;
        set => _scope.User = value;
    }

    /// <summary>Gets what the application keeps with the session, from before the first call until the session is collected. Any number of threads may use it at once; a session that nobody asks for it has none.</summary>
    public IDictionary<object, object?> Items => _items ?? Interlocked.CompareExchange(ref _items, PeerSessionBuilder.CreateItems(), null) ?? _items;

    /// <summary>
    /// Gets a task that completes when both sides have said hello. Calls may be made before; they wait for it. It fails with
    /// <see cref="PeerException"/> when the session ends first.
    /// </summary>
    public Task Connected => _driver.Ending.Connected;

    /// <summary>Gets a task that completes, always successfully, when the session has ended, and tells why.</summary>
    public Task<PeerSessionEnd> Completion => _driver.Ending.Completion;

    /// <summary>
    /// Gets a value indicating whether the peer gives signs of life. False from when it was asked for one and gave none within <see cref="PeerSessionOptions.UnresponsiveAfter"/> until it
    /// is heard again, or the session ends by <see cref="PeerSessionOptions.KeepAliveTimeout"/>. Nothing else changes meanwhile: calls wait.
    /// </summary>
    public bool IsResponsive => _driver.Silence.IsResponsive;

    /// <summary>Raised, where handlers run by default, one at a time and in order, when <see cref="IsResponsive"/> has changed; with its value. What a handler throws goes to <see cref="PeerSessionOptions.HandlerFailed"/>.</summary>
    public event Action<bool>? ResponsiveChanged
    {
        add => _driver.Silence.Changed += value;
        remove => _driver.Silence.Changed -= value;
    }

    /// <summary>Starts a session on a channel, which may still be connecting.</summary>
    /// <param name="channel">The channel; nothing else may be attached to it.</param>
    /// <param name="configure">Says what this side serves, and who the peer is; nothing when null.</param>
    /// <param name="options">Limits and choices; the defaults when null.</param>
    /// <exception cref="InvalidOperationException">A contract that asks for authorization is served, and <see cref="PeerSessionOptions.AuthorizeCall"/> is not set.</exception>
    public static PeerSession Start(IPeerChannel channel, Action<PeerSessionBuilder>? configure = null, PeerSessionOptions? options = null) =>
        Start(channel, configure, options, ExecutorFor(channel));

    /// <summary>Starts a session on a channel by which something may have come already.</summary>
    internal static PeerSession Start(HeldChannel held, Action<PeerSessionBuilder>? configure, PeerSessionOptions? options) =>
        Start(held.Channel, configure, options, ExecutorFor(held.Channel), held);

    internal static PeerSession Start(IPeerChannel channel, Action<PeerSessionBuilder>? configure, PeerSessionOptions? options, SessionExecutor executor, HeldChannel? held = null)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var builder = new PeerSessionBuilder();
        configure?.Invoke(builder);
        var session = new PeerSession(channel, (options ?? new()).Validated(), builder, executor);
        session._driver.Start(session, held);
        return session;
    }

    /// <summary>Returns the peer's implementation of a contract. Cheap; keep it where it is used often.</summary>
    public TContract GetRemote<TContract>()
        where TContract : class, IPeerContract<TContract> => CreateProxy<TContract>(null);

    /// <summary>Returns one of several implementations the peer serves under names.</summary>
    public TContract GetRemote<TContract>(string name)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CreateProxy<TContract>(new PeerCallOptions { Instance = name });
    }

    /// <summary>Returns the peer's implementation of a contract, with a time limit, headers or a priority for every call made through it.</summary>
    public TContract GetRemote<TContract>(PeerCallOptions options)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentNullException.ThrowIfNull(options);
        return CreateProxy<TContract>(options);
    }

    /// <summary>Returns the session's figures at this moment.</summary>
    public PeerSessionStatistics GetStatistics() => _driver.GetStatistics() with { CallsDenied = _scope.Check?.Denied ?? 0 };

    /// <summary>
    /// Stops in order: takes and makes no new calls, lets running ones finish on both sides, and says goodbye. Gives up waiting
    /// when <see cref="PeerSessionOptions.StopTimeout"/> is nearly over, or when cancelled, and then ends at once.
    /// </summary>
    /// <returns>
    /// Why the session ended. Within a handler of this very session, for which the end has to wait: that it stops, once no other
    /// handlers run.
    /// </returns>
    /// <remarks>May be called any number of times; whoever calls first sets when the waiting ends.</remarks>
    public async Task<PeerSessionEnd> StopAsync(CancellationToken cancellationToken = default)
    {
        _driver.Stop();
        try
        {
            if (IsWithinHandler)
            {
                await _driver.Ending.WaitForOthersAsync(cancellationToken).ConfigureAwait(false);
                if (!Completion.IsCompleted)
                {
                    return new(PeerSessionEndKind.Stopped, PeerStatus.Ok, "The session is stopping; it ends once the handlers that stop it have returned.");
                }
            }
            else
            {
                await Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            _driver.Abort("Stopping was cancelled.");
        }

        return await Completion.ConfigureAwait(false);
    }

    /// <summary>
    /// Stops as <see cref="StopAsync"/> does and lets go of the channel, all within <see cref="PeerSessionOptions.StopTimeout"/>.
    /// Within a handler of this very session it does not wait for the end, which comes once that handler has returned.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var disposed = _driver.Ending.DisposeAsync();
        if (IsWithinHandler)
        {
            await Task.WhenAny(disposed, _driver.Ending.WaitForOthersAsync(CancellationToken.None)).ConfigureAwait(false);
            if (!Completion.IsCompleted)
            {
                return;
            }
        }

        await disposed.ConfigureAwait(false);
    }

    private static SessionExecutor ExecutorFor(IPeerChannel channel) => channel is IPeerChannelScheduler scheduler ? new ChannelExecutor(scheduler) : SessionExecutor.Default;

    private bool IsWithinHandler => ReferenceEquals(PeerCallContext.Current?.Session, this);

    /// <summary>Makes a proxy whose calls go to whichever session there is.</summary>
    internal static TContract CreateProxy<TContract>(RemoteRoute route, PeerCallOptions? options)
        where TContract : class, IPeerContract<TContract>
    {
        var descriptor = ContractDescriptors.Of<TContract>();
        return descriptor.CreateProxy(new PeerRemote(route, CallTarget.Served(descriptor, options?.Instance), options is null ? null : new CallSettings(options)));
    }

    private TContract CreateProxy<TContract>(PeerCallOptions? options)
        where TContract : class, IPeerContract<TContract>
    {
        var descriptor = ContractDescriptors.Of<TContract>();
        var target = CallTarget.Served(descriptor, options?.Instance);
        return descriptor.CreateProxy(new PeerRemote(_scope.Remotes, target, settings: options is null ? null : new CallSettings(options)));
    }
}
