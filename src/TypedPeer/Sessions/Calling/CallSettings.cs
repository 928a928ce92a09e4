using System.Text;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calls;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Calling;

/// <summary>The options of one remote, checked and encoded once, and how they and the handler's own deadline shape a call.</summary>
internal sealed class CallSettings
{
    private readonly long _timeout;
    private CallSettings? _once;
    private readonly byte[]? _headers;
    private readonly InterceptorChain? _chain;
    private readonly PeerInvocation? _invocation;

    public CallSettings(PeerCallOptions options)
    {
        if (options.Timeout is { } timeout)
        {
            if (timeout <= TimeSpan.Zero)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(options), timeout, $"{nameof(PeerCallOptions)}.{nameof(PeerCallOptions.Timeout)} is not above zero; null is for as long as the call likes.");
            }

            _timeout = Math.Max(1, timeout.Ticks / TimeSpan.TicksPerMicrosecond);
        }

        if (options.Headers is { } given && Copy(given) is { Count: > 0 } headers)
        {
            Headers = headers;
            _headers = Encode(headers);
        }

        if (options.Priority is { } priority)
        {
            if (priority > PeerPriority.Low)
            {
                throw new ArgumentOutOfRangeException(nameof(options), priority, $"{nameof(PeerCallOptions)}.{nameof(PeerCallOptions.Priority)} is none there is.");
            }

            Priority = priority;
        }

        Retry = options.Retry is { } retry ? new(retry) : null;
    }

    private CallSettings()
    {
    }

    /// <summary>The settings of one call with interceptors around it, which may have changed its headers.</summary>
    private CallSettings(CallSettings other, InterceptorChain chain, PeerInvocation invocation)
    {
        _timeout = other._timeout;
        _chain = chain;
        _invocation = invocation;
        Priority = other.Priority;
        Retry = other.Retry;
        Headers = invocation.Headers;
        _headers = invocation.HasOwnHeaders ? Encode(invocation.Headers) : other._headers;
    }

    /// <summary>The settings of one attempt at a call.</summary>
    private CallSettings(CallSettings other, long timeout, RetryPolicy? retry = null)
    {
        _timeout = timeout;
        Retry = retry;
        _chain = other._chain;
        _invocation = other._invocation;
        Priority = other.Priority;
        Headers = other.Headers;
        _headers = other._headers;
    }

    public static CallSettings None { get; } = new();

    /// <summary>Gets what says which calls are made again; null for none.</summary>
    public RetryPolicy? Retry { get; }

    /// <summary>Gets how many microseconds a call may take; zero for as long as it likes.</summary>
    public long Timeout => _timeout;

    public PeerPriority? Priority { get; }

    /// <summary>Gets the headers as they were given; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; }

    /// <summary>Returns the settings of an attempt, which may take so long.</summary>
    public CallSettings Once(long timeout) => timeout == _timeout ? _once ??= new(this, timeout) : new(this, timeout);

    /// <summary>Returns the same settings with less time.</summary>
    public CallSettings Within(long timeout) => new(this, timeout, Retry);

    public CallSettings Within(InterceptorChain chain, PeerInvocation invocation) => new(this, chain, invocation);

    /// <summary>Lets interceptors see the items of a streamed argument, where there are any.</summary>
    public IAsyncEnumerable<T> Watch<T>(IAsyncEnumerable<T> items) => _chain is null ? items : _chain.WatchArgument(_invocation!, items);

    /// <summary>Sets the flags and optional fields of the header behind its target, and the deadline, of a call.</summary>
    public void Apply(AwaitedCall call) => Encode(call.Method).Apply(call);

    /// <summary>Encodes what goes with a call that is made now.</summary>
    public CallExtras Encode(PeerMethod method)
    {
        // What may be lost is not worth ending: it takes no time of anybody's.
        var timeout = method.IsUnreliable ? 0 : _timeout;
        var handler = method.IsUnreliable ? null : PeerCallContext.Current?.MicrosecondsLeft;
        if (handler is null && timeout == 0 && _headers is null && Priority is null)
        {
            return default;
        }

        var left = 0L;
        if (handler is not null || timeout != 0)
        {
            left = Math.Min(Math.Min(handler ?? long.MaxValue, timeout == 0 ? long.MaxValue : timeout), long.MaxValue / 4);
        }

        return Encode(left);
    }

    private CallExtras Encode(long left)
    {
        var size = (left == 0 ? 0 : Varint.Size((ulong)left)) + (_headers?.Length ?? 0) + (Priority is null ? 0 : 1);
        var extras = new byte[size];
        var flags = CallFlags.None;
        var position = 0;
        if (left != 0)
        {
            flags |= CallFlags.Deadline;
            position += Varint.Write(extras.AsSpan(position), (ulong)left);
        }

        if (_headers is not null)
        {
            flags |= CallFlags.Headers;
            _headers.CopyTo(extras, position);
        }

        if (Priority is { } priority)
        {
            flags |= CallFlags.Priority;
            extras[^1] = (byte)priority;
        }

        return new(flags, left, extras);
    }

    /// <summary>What is counted, checked and written is the same, also when the application goes on changing its own.</summary>
    private static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string> headers)
    {
        var copy = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            copy[name] = value;
        }

        return copy;
    }

    private static byte[] Encode(IReadOnlyDictionary<string, string> headers)
    {
        CallHeader.Check(headers);
        using var stream = new MemoryStream();
        Span<byte> number = stackalloc byte[Varint.MaxSize];
        stream.Write(number[..Varint.Write(number, (ulong)headers.Count)]);
        foreach (var (name, value) in headers)
        {
            WriteString(stream, name);
            WriteString(stream, value);
        }

        return stream.ToArray();
    }

    private static void WriteString(MemoryStream stream, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> number = stackalloc byte[Varint.MaxSize];
        stream.Write(number[..Varint.Write(number, (ulong)utf8.Length)]);
        stream.Write(utf8);
    }
}
