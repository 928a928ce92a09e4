using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Wire;

namespace TypedPeer;

/// <summary>One call as interceptors see it, whatever its kind and direction.</summary>
public sealed class PeerInvocation
{
    private Dictionary<string, string>? _ownHeaders;

    internal PeerInvocation(
        PeerSession session, string contract, string? instance, PeerMethod method, bool isIncoming, CancellationToken cancellationToken)
    {
        Session = session;
        Contract = contract;
        DeclaringContract = method.Contract;
        Instance = instance;
        Method = method.Signature;
        Kind = KindOf(method);
        IsIncoming = isIncoming;
        CancellationToken = cancellationToken;
    }

    /// <summary>Gets the session.</summary>
    public PeerSession Session { get; }

    /// <summary>
    /// Gets the wire name of the contract that is called: what the object is served or handed out as, and, of an outgoing call,
    /// what its remote was asked for. It may inherit the method from <see cref="DeclaringContract"/>.
    /// </summary>
    public string Contract { get; }

    /// <summary>Gets the wire name of the contract that declares the method.</summary>
    public string DeclaringContract { get; }

    /// <summary>Gets the name of the instance that is called; null for the default one, and for objects passed by reference.</summary>
    public string? Instance { get; }

    /// <summary>Gets the method with its parameter types, such as <c>TicksAsync(TimeSpan)</c>.</summary>
    public string Method { get; }

    /// <summary>Gets what the answer looks like.</summary>
    public PeerCallKind Kind { get; }

    /// <summary>Gets a value indicating whether the peer calls this side.</summary>
    public bool IsIncoming { get; }

    /// <summary>Gets the token that is cancelled when nobody waits for the call any more.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Gets the headers: those the caller sent, or, before an outgoing call is made, those it will send; a changed set is sent.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; internal set; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Gets or sets the result: of a unary call, known once the rest of the chain has completed, and changed by whoever sets it
    /// then. An interceptor that sets it and does not go on answers the call itself: a unary call with a value of the type the
    /// method promises (null where that allows it), a stream with an <see cref="IAsyncEnumerable{T}"/> of its items (of
    /// <c>ReadOnlyMemory&lt;byte&gt;</c> for a method that returns a <see cref="Stream"/> or a pipe). A call without a value is
    /// answered by not going on. A result of another type fails the call with <see cref="InvalidOperationException"/>, on the
    /// side of the interceptor.
    /// </summary>
    public object? Result
    {
        get;
        set
        {
            field = value;
            HasResult = true;
        }
    }

    /// <summary>Gets a value indicating whether <see cref="Result"/> was set, be it to null.</summary>
    internal bool HasResult { get; private set; }

    /// <summary>Gets or sets how many interceptors, from the outermost, went on with the call: they see its items.</summary>
    internal int Depth { get; set; }

    /// <summary>Gets a value indicating whether <see cref="Headers"/> was changed.</summary>
    internal bool HasOwnHeaders => _ownHeaders is not null;

    /// <summary>Adds or replaces a header of an outgoing call.</summary>
    /// <exception cref="InvalidOperationException">The call comes from the peer.</exception>
    /// <exception cref="ArgumentException">A call takes no more than 64 headers and 8 KiB.</exception>
    public void SetHeader(string name, string value)
    {
        if (IsIncoming)
        {
            throw new InvalidOperationException("The headers of a call that came cannot be changed.");
        }

        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var headers = new Dictionary<string, string>(Headers, StringComparer.Ordinal) { [name] = value };
        CallHeader.Check(headers);
        _ownHeaders = headers;
        Headers = headers;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Contract}.{Method}";

    /// <summary>Returns what the answer of a method looks like.</summary>
    internal static PeerCallKind KindOf(PeerMethod method) => method.Kind switch
    {
        PeerMethodKind.OneWay => PeerCallKind.OneWay,
        PeerMethodKind.Streaming => PeerCallKind.Streaming,
        _ => PeerCallKind.Unary,
    };

    /// <summary>Returns the result as what the method promises.</summary>
    /// <exception cref="InvalidOperationException">It was not set, or to something else.</exception>
    internal T ResultAs<T>() => Result switch
    {
        T result => result,
        null when HasResult && default(T) is null => default!,
        _ when HasResult => throw new InvalidOperationException($"An interceptor of {this} set a result of another type than {typeof(T)}."),
        _ => throw new InvalidOperationException($"An interceptor of {this} neither waited for the rest of the chain nor set a result."),
    };
}
