using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Calls;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.CompilerServices;

/// <summary>The peer as a generated proxy sees it. Every member may be called from any thread at any time.</summary>
public sealed class PeerRemote
{
    private readonly CallTarget _target;
    private readonly CallSettings _settings;
    private readonly RemoteDetour? _detour;
    private readonly RemoteRoute? _route;
    private PeerRemote? _bound;

    internal PeerRemote(RemoteScope scope, CallTarget target, PeerReferenceHandle? reference = null, CallSettings? settings = null)
    {
        Scope = scope;
        _target = target;
        _settings = settings ?? CallSettings.None;
        Reference = reference;
    }

    /// <summary>No peer of its own.</summary>
    internal PeerRemote(RemoteDetour detour)
        : this(null!, default(CallTarget)!) => _detour = detour;

    /// <summary>A peer whose sessions follow one another.</summary>
    internal PeerRemote(RemoteRoute route, CallTarget target, CallSettings? settings)
        : this(null!, target, null, settings) => _route = route;

    /// <summary>Gets where calls go instead, session by session; null where this is of one session.</summary>
    internal RemoteRoute? Route => _route;

    /// <summary>Gets the hold on the peer's object, where calls go to one.</summary>
    internal PeerReferenceHandle? Reference { get; }

    /// <summary>Gets what all remotes of the session share.</summary>
    internal RemoteScope Scope { get; }

    internal ISession Session => Scope.Session;

    /// <summary>Gets which instance of the peer calls go to.</summary>
    internal CallTarget Target => _target;

    /// <summary>Gets what goes with every call.</summary>
    internal CallSettings Settings => _settings;

    /// <summary>Calls a method that answers without a value.</summary>
    public ValueTask InvokeAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (_detour is not null)
        {
            return _detour.InvokeAsync(method, in arguments, cancellationToken);
        }

        if (_route is not null)
        {
            return BindFor(method) is { } bound ? bound.InvokeAsync(method, arguments, cancellationToken) : RoutedCall.InvokeAsync(this, method, arguments, isOneWay: false, cancellationToken);
        }

        if (Scope.Interceptors is { } chain)
        {
            return InterceptedCall.InvokeAsync(this, chain, method, arguments, cancellationToken);
        }

        return InvokeAsync(_settings, method, in arguments, cancellationToken);
    }

    /// <summary>Calls a method that answers with a value.</summary>
    public ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TResult>
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        if (_detour is not null)
        {
            return _detour.InvokeAsync<TArguments, TResult>(method, in arguments, cancellationToken);
        }

        if (_route is not null)
        {
            return BindFor(method) is { } bound
                ? bound.InvokeAsync<TArguments, TResult, TCodec>(method, arguments, cancellationToken)
                : RoutedCall.InvokeAsync<TArguments, TResult, TCodec>(this, method, arguments, cancellationToken);
        }

        if (Scope.Interceptors is { } chain)
        {
            return InterceptedCall.InvokeAsync<TArguments, TResult, TCodec>(this, chain, method, arguments, cancellationToken);
        }

        return InvokeAsync<TArguments, TResult, TCodec>(_settings, method, in arguments, cancellationToken);
    }

    /// <summary>Calls a one-way method; completes when the call is accepted into the send queue.</summary>
    public ValueTask SendAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (_detour is not null)
        {
            return _detour.SendAsync(method, in arguments, cancellationToken);
        }

        if (_route is not null)
        {
            return Bind() is { } bound ? bound.SendAsync(method, arguments, cancellationToken) : RoutedCall.InvokeAsync(this, method, arguments, isOneWay: true, cancellationToken);
        }

        // Items follow once the call is accepted, and somebody has to hold on to it for that long.
        if (method.Streams > 0)
        {
            return Detach(method, InvokeAsync(method, arguments, cancellationToken));
        }

        return Scope.Interceptors is { } chain
            ? InterceptedCall.SendAsync(this, chain, method, arguments, cancellationToken)
            : SendAsync(_settings, method, in arguments, cancellationToken);
    }

    /// <summary>Returns a cold stream: each enumeration makes one call.</summary>
    public IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem>
    {
        if (_detour is not null)
        {
            return _detour.Stream<TArguments, TItem>(method, in arguments, cancellationToken);
        }

        if (_route is not null)
        {
            return RoutedCall.Open<TArguments, TItem, TCodec>(this, method, arguments, cancellationToken);
        }

        return Scope.Interceptors is { } chain
            ? InterceptedCall.Stream<TArguments, TItem, TCodec>(this, chain, method, arguments, cancellationToken)
            : Open<TArguments, TItem, TCodec>(_settings, method, arguments, cancellationToken);
    }

    /// <summary>Returns the remote of the session that is up, for a call that is made there and nowhere else; null where it waits for one, or may be made again in the next.</summary>
    internal PeerRemote? BindFor(PeerMethod method) => method.IsIdempotent && method.Streams == 0 ? null : Bind();

    /// <summary>Returns the remote of the session that is up; null when there is none.</summary>
    internal PeerRemote? Bind()
    {
        if (_route!.Current is not { Session.HasEnded: false } scope)
        {
            return null;
        }

        var bound = Volatile.Read(ref _bound);
        if (bound is null || !ReferenceEquals(bound.Scope, scope))
        {
            bound = BindTo(scope, _settings);
            Volatile.Write(ref _bound, bound);
        }

        return bound;
    }

    /// <summary>Returns the remote of a session: what is known of the peer is each session's own.</summary>
    internal PeerRemote BindTo(RemoteScope scope, CallSettings settings) => new(scope, CallTarget.Served(_target.Descriptor, _target.Instance), settings: settings);

    /// <summary>Returns a cold stream of what the peer answers.</summary>
    internal IAsyncEnumerable<TItem> Open<TArguments, TItem, TCodec>(CallSettings settings, PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem> => settings.Retry is not null && method.Streams == 0
        ? RepeatedCall.Stream<TArguments, TItem, TCodec>(this, settings, method, arguments, cancellationToken)
        : new RemoteStream<TArguments, TItem, TCodec>(this, settings, method, arguments, cancellationToken);

    internal ValueTask InvokeAsync<TArguments>(CallSettings settings, PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        if (settings.Retry is not null && method.Streams == 0)
        {
            return RepeatedCall.InvokeAsync(this, settings, method, arguments, cancellationToken);
        }

        var call = UnaryCall<NoResult, NoResultCodec>.Rent();
        var version = call.Version;
        if (Start(call, settings, method, in arguments, cancellationToken) is { } failure)
        {
            call.Recycle();
            return ValueTask.FromException(failure);
        }

        return new ValueTask(call, version);
    }

    internal ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(
        CallSettings settings, PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TResult>
    {
        if (settings.Retry is not null && method.Streams == 0)
        {
            return RepeatedCall.InvokeAsync<TArguments, TResult, TCodec>(this, settings, method, arguments, cancellationToken);
        }

        var call = UnaryCall<TResult, TCodec>.Rent();
        var version = call.Version;
        if (Start(call, settings, method, in arguments, cancellationToken) is { } failure)
        {
            call.Recycle();
            return ValueTask.FromException<TResult>(failure);
        }

        return new ValueTask<TResult>(call, version);
    }

    internal ValueTask SendAsync<TArguments>(CallSettings settings, PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        if (settings.Retry is not null)
        {
            return RepeatedCall.SendAsync(this, settings, method, arguments, cancellationToken);
        }

        var call = OneWayCall.Rent();
        var version = call.Version;
        Exception? failure;
        try
        {
            Prepare(call, settings, method, in arguments);
            call.Flags |= CallFlags.OneWay;
            if (method.IsLatestWins)
            {
                // It waits for no room but for its turn, which may never come: its caller does not wait for that.
                call.Outcome = Scope;
            }
            else
            {
                call.Watch(cancellationToken);
            }

            failure = Session.StartOneWay(call, out var accepted);
            if (failure is null && !accepted)
            {
                return method.IsLatestWins ? default : new ValueTask(call, version);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure = e;
        }

        call.Recycle();
        return failure is null ? default : ValueTask.FromException(failure);
    }

    /// <summary>Encodes the arguments: user code may run and throw.</summary>
    internal void Prepare<TArguments>(AwaitedCall call, CallSettings settings, PeerMethod method, in TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        call.Session = Session;
        call.Method = method;
        call.Target = _target;
        call.Priority = settings.Priority ?? method.Priority;
        settings.Apply(call);
        if (Reference is { Count: 0 })
        {
            throw new PeerException(PeerStatus.FailedPrecondition, $"The object {method} was called on has been released.", PeerCallFate.NotSent);
        }

        Write(call, settings, in arguments);
    }

    /// <summary>Encodes the arguments of a call whose method is known.</summary>
    internal void Write<TArguments>(AwaitedCall call, CallSettings settings, in TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        var method = call.Method;
        var writer = new PeerWriter(Session, Scope.Options.MaxMessageBytes);
        try
        {
            arguments.Write(ref writer);
            if (writer.Position > Scope.Options.MaxMessageBytes)
            {
                throw PeerFormat.TooLarge(Session.Options);
            }

            if (method.Streams > 0)
            {
                var streams = new PeerOutgoingStreams(Session, settings, method);
                arguments.AddStreams(streams);
                call.Streams = streams.Streams;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            writer.Dispose();
            throw Unwritable.Arguments(method, e);
        }

        call.References = writer.References;
        call.Receivers = writer.Receivers;
        (call.Arguments, call.ArgumentsLength) = writer.Detach();
    }

    // What fails before the call is on its way is the caller's to know; what fails later is known to the callee, as for every one-way call.
    private ValueTask Detach(PeerMethod method, ValueTask call)
    {
        if (call.IsCompleted)
        {
            return call;
        }

        _ = call.AsTask().ContinueWith(
            task =>
            {
                // What the caller's own items threw is known here alone.
                if (task.Exception!.InnerException is PeerException { InnerException: { } items })
                {
                    FailureReport.Tell($"A streamed argument of {method}, on the caller's side,", items, Session.Options);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        return default;
    }

    private Exception? Start<TArguments>(
        AwaitedCall call, CallSettings settings, PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        try
        {
            Prepare(call, settings, method, in arguments);
        }
#pragma warning disable CA1031 // Whatever the caller's own data throws while it is encoded fails this call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }

        // Watched first: once the call is started it may end, and be used again, at any time.
        call.Watch(cancellationToken);
        return Session.Start(call);
    }
}
