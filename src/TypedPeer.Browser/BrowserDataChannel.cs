using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using TypedPeer.Browser.Interop;
using TypedPeer.Channels;

namespace TypedPeer.Browser;

/// <summary>
/// A data channel of the browser (W3C <c>RTCDataChannel</c>) as a channel that a session can run over, in .NET WebAssembly. A message crosses the border between .NET and the
/// page with one copy, and messages that came one after another cross together.
/// </summary>
/// <remarks>
/// To be used on the page's thread, as everything of the browser; events are raised there. What a message causes runs right behind it. Dispose of it, or of its session: the
/// page keeps it until then.
/// </remarks>
[SupportedOSPlatform("browser")]
public sealed class BrowserDataChannel : IPeerChannel, IPeerChannelIdentity, IPeerChannelScheduler, IPageObject
{
    /// <summary>What a page reads at once: most sessions' messages are shorter, and larger ones get a buffer of their own.</summary>
    private const int ReadSize = 64 * 1024;

    /// <summary>What may wait for a receiver to be attached; browsers stop a sender's buffer there, too.</summary>
    private const long MaxKeptBytes = 16 * 1024 * 1024;

    private readonly PageConnection _connection;
    private readonly BrowserPeerOptions _options;
    private readonly int _handle;
    private readonly PeerChannelInbox _inbox = new(MaxKeptBytes, deliversInline: true);
    private readonly WorkAfterMessages _work = new();
    private readonly UnopenedMessages _unopened = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lowThreshold;
    private long _amountAtEnd;
    private bool _isClosing;

    private BrowserDataChannel(PageConnection connection, int handle, BrowserPeerOptions options)
    {
        _connection = connection;
        _options = options;
        _handle = handle;
        PageObjects.Add(handle, this);
        if (string.Equals(Page.ReadyState(handle), "open", StringComparison.Ordinal))
        {
            OnOpen();
        }
    }

    /// <inheritdoc/>
    public int MaxMessageSize => IsOver ? 65536 : Page.MaxMessageSize(_handle);

    /// <inheritdoc/>
    public long BufferedAmount => _unopened.Bytes + (IsOver ? _amountAtEnd : (long)Page.BufferedAmount(_handle));

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold
    {
        get => _lowThreshold;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _lowThreshold = value;
            if (!IsOver)
            {
                Page.SetLowThreshold(_handle, value);
            }
        }
    }

    /// <summary>Gets the fingerprint of the certificate in the peer's description, which the browser has compared with the peer's; null while there is none.</summary>
    public PeerIdentity? RemoteIdentity { get; private set; }

    /// <summary>Gets the fingerprint of this page's certificate; null while the connection has not begun.</summary>
    public PeerIdentity? LocalIdentity { get; private set; }

    /// <inheritdoc/>
    public Task Opened => _opened.Task;

    /// <inheritdoc/>
    public Task<PeerChannelCloseReason> Closed => _inbox.Closed;

    private bool IsOver => _inbox.CloseReason is not null;

    /// <summary>
    /// Takes over a channel that the page has made by itself, ordered and reliable, in the same task in which it was made or announced: what comes before is lost.
    /// The channel is this object's from then on; the connection stays the page's.
    /// </summary>
    /// <param name="connection">The page's <c>RTCPeerConnection</c>.</param>
    /// <param name="channel">One of its <c>RTCDataChannel</c>s.</param>
    /// <param name="options">Only <see cref="BrowserPeerOptions.CloseTimeout"/> counts; null for the defaults.</param>
    /// <exception cref="JSException">The module of this package is not where the SDK puts it.</exception>
    public static async Task<BrowserDataChannel> AttachAsync(JSObject connection, JSObject channel, BrowserPeerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(channel);
        options ??= new BrowserPeerOptions();
        options.Validate();
        await PageObjects.LoadAsync().ConfigureAwait(false);
        return Attach(connection, channel, options);
    }

    /// <summary>As <see cref="AttachAsync"/>, when the module is loaded.</summary>
    internal static BrowserDataChannel Attach(JSObject connection, JSObject channel, BrowserPeerOptions options)
    {
        var owner = new PageConnection(connection);
        return new BrowserDataChannel(owner, Page.Open(owner.Handle, label: null, options: null, channel), options);
    }

    /// <summary>Makes the channel that both sides of a session make by themselves.</summary>
    internal static BrowserDataChannel Open(PageConnection connection, BrowserPeerOptions options) =>
        new(connection, Page.Open(connection.Handle, "typedpeer", """{"negotiated":true,"id":0}""", given: null), options);

    /// <inheritdoc/>
    public void Attach(IPeerChannelReceiver receiver) => _inbox.Attach(receiver);

    /// <inheritdoc/>
    public long Send(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageSize)
        {
            throw new ArgumentException($"The message has {message.Length} bytes; the largest is {MaxMessageSize}.", nameof(message));
        }

        if (_isClosing || IsOver)
        {
            throw new PeerChannelClosedException(_inbox.CloseReason);
        }

        if (!_opened.Task.IsCompleted)
        {
            return _unopened.TryAdd(message) ? BufferedAmount : throw TooMuch();
        }

        return SendNow(message) switch
        {
            -1 => throw new PeerChannelClosedException(_inbox.CloseReason),
            -2 => throw TooMuch(),
            var amount => amount,
        };
    }

    /// <inheritdoc/>
    public void Schedule(IThreadPoolWorkItem work) => _work.Add(work);

    /// <inheritdoc/>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        if (!_isClosing && !IsOver)
        {
            _isClosing = true;
            Page.CloseChannel(_handle);
        }

        try
        {
            await _inbox.Closed.WaitAsync(_options.CloseTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Finish(new(PeerChannelCloseKind.Local, "This side closed the channel, and did not wait for what was buffered."));
            _inbox.CompleteClosed();
        }
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    void IPageObject.On(PageEvent what, int detail)
    {
        switch (what)
        {
            case PageEvent.Open:
                OnOpen();
                break;
            case PageEvent.Messages:
                _work.Run(static channel => channel.Read(), this);
                break;
            case PageEvent.BufferedAmountLow:
                _inbox.SignalBufferedAmountLow();
                break;
            case PageEvent.Closed:
                _work.Run(static args => args.This.OnClosed(args.Detail == 1), (This: this, Detail: detail));
                break;
        }
    }

    /// <summary>Ends the connection at once.</summary>
    internal void Break() => _connection.Break();

    private static InvalidOperationException TooMuch() =>
        new($"So much waits to be sent already that the browser takes no more: wait for {nameof(IPeerChannelReceiver.OnBufferedAmountLow)}.");

    private static PeerIdentity? ReadIdentity(string fingerprint) =>
        fingerprint.Split(' ', 2) is [var algorithm, var value] ? new PeerIdentity(algorithm.ToLowerInvariant(), value.ToUpperInvariant()) : null;

    /// <summary>The page copies it, so the memory is not written to.</summary>
    private unsafe long SendNow(ReadOnlySpan<byte> message)
    {
        fixed (byte* first = message)
        {
            return (long)Page.Send(_handle, new Span<byte>(first, message.Length));
        }
    }

    private void OnOpen()
    {
        if (IsOver || _opened.Task.IsCompleted)
        {
            return;
        }

        RemoteIdentity = ReadIdentity(Page.Fingerprint(_handle, isLocal: false));
        LocalIdentity = ReadIdentity(Page.Fingerprint(_handle, isLocal: true));
        while (_unopened.TryTake(out var message))
        {
            SendNow(message);
        }

        _opened.TrySetResult();
    }

    private void Read()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            while (!IsOver && Page.Receive(_handle, buffer) is not 0 and var length)
            {
                if (length > 0)
                {
                    Deliver(buffer.AsSpan(0, length));
                }
                else
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(-length);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Delivers messages, each of which has its length before it.</summary>
    private void Deliver(ReadOnlySpan<byte> messages)
    {
        while (messages.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(messages);
            if (!_inbox.TryAdd(messages.Slice(sizeof(int), length)) && !IsOver)
            {
                Finish(new(PeerChannelCloseKind.ProtocolError, $"More than {MaxKeptBytes} bytes came that nobody took."));
                return;
            }

            messages = messages[(sizeof(int) + length)..];
        }
    }

    private void OnClosed(bool byPeer) => Finish(
        _isClosing ? new(PeerChannelCloseKind.Local, "This side closed the channel.")
        : byPeer ? new(PeerChannelCloseKind.Remote, "The peer closed the channel.")
        : new(PeerChannelCloseKind.ConnectionLost, "The connection to the peer ended."));

    private void Finish(PeerChannelCloseReason reason)
    {
        if (IsOver)
        {
            return;
        }

        _isClosing = true;
        _amountAtEnd = (long)Page.BufferedAmount(_handle);
        _inbox.Close(reason);
        if (_opened.TrySetException(new PeerChannelClosedException(reason)))
        {
            // Whoever does not wait for it need not hear of it.
            _ = _opened.Task.Exception;
        }

        PageObjects.Remove(_handle);
        Page.ReleaseChannel(_handle);
        _connection.Release();
    }
}
