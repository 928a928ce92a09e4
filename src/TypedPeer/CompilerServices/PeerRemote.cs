using TypedPeer.Sessions;

namespace TypedPeer.CompilerServices;

/// <summary>The peer as a generated proxy sees it. Every member may be called from any thread at any time.</summary>
public sealed class PeerRemote
{
    private readonly CallTarget _target;
    private readonly CallSettings _settings;

    internal PeerRemote(SessionEngine engine, CallTarget target, PeerReferenceHandle? reference = null, CallSettings? settings = null)
    {
        Engine = engine;
        _target = target;
        _settings = settings ?? CallSettings.None;
        Reference = reference;
    }

    /// <summary>Gets the hold on the peer's object, where calls go to one.</summary>
    internal PeerReferenceHandle? Reference { get; }

    internal SessionEngine Engine { get; }

    /// <summary>Calls a method that answers without a value.</summary>
    public ValueTask InvokeAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        var call = UnaryCall<NoResult, NoResultCodec>.Rent();
        var version = call.Version;
        return Start(call, version, method, in arguments, cancellationToken) is { } failure
            ? Fail(call, version, failure)
            : new ValueTask(call, version);
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

        var call = UnaryCall<TResult, TCodec>.Rent();
        var version = call.Version;
        if (Start(call, version, method, in arguments, cancellationToken) is { } failure)
        {
            call.Recycle(version);
            return ValueTask.FromException<TResult>(failure);
        }

        return new ValueTask<TResult>(call, version);
    }

    /// <summary>Calls a one-way method; completes when the call is accepted into the send queue.</summary>
    public ValueTask SendAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        var call = OneWayCall.Rent();
        var version = call.Version;
        Exception? failure;
        try
        {
            Prepare(call, method, in arguments);
            call.Flags |= CallFlags.OneWay;
            failure = Engine.StartOneWay(call, cancellationToken, out var accepted);
            if (failure is null && !accepted)
            {
                return new ValueTask(call, version);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure = e;
        }

        call.ReturnArguments();
        call.Recycle(version);
        return failure is null ? default : ValueTask.FromException(failure);
    }

    /// <summary>Returns a cold stream: each enumeration makes one call.</summary>
    public IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
        where TCodec : struct, IPeerCodec<TItem> =>
        new RemoteStream<TArguments, TItem, TCodec>(this, method, arguments, cancellationToken);

    /// <summary>Encodes the arguments: user code may run and throw.</summary>
    internal void Prepare<TArguments>(OutgoingCall call, PeerMethod method, in TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        call.Engine = Engine;
        call.Method = method;
        call.Target = _target;
        call.Priority = _settings.Priority ?? method.Priority;
        _settings.Apply(call, _target.Encoded);
        if (Reference is { Count: 0 })
        {
            throw new PeerException(PeerStatus.FailedPrecondition, $"The object {method} was called on has been released.", PeerCallFate.NotSent);
        }

        var writer = new PeerWriter(Engine, Engine.Options.MaxMessageBytes);
        try
        {
            arguments.Write(ref writer);
            if (writer.Position > Engine.Options.MaxMessageBytes)
            {
                throw new PeerDataException($"the arguments of {method} are larger than the limit of {Engine.Options.MaxMessageBytes} bytes");
            }

            if (method.Streams > 0)
            {
                call.Streams = new PeerOutgoingStreams(Engine);
                arguments.AddStreams(call.Streams);
            }
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        (call.Arguments, call.ArgumentsLength) = writer.Detach();
    }

    private static ValueTask Fail(UnaryCall<NoResult, NoResultCodec> call, short version, Exception failure)
    {
        call.Recycle(version);
        return ValueTask.FromException(failure);
    }

    private Exception? Start<TArguments>(OutgoingCall call, short version, PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        _ = version;
        try
        {
            Prepare(call, method, in arguments);
        }
#pragma warning disable CA1031 // Whatever the caller's own data throws while it is encoded fails this call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.ReturnArguments();
            return e;
        }

        // Watched first: once the call is started it may end, and be used again, at any time.
        call.Watch(cancellationToken);
        if (Engine.StartCall(call) is { } failure)
        {
            call.ReturnArguments();
            return failure;
        }

        return null;
    }
}
