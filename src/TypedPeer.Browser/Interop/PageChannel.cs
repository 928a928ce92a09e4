using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Versioning;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Api;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.Browser.Interop;

/// <summary>
/// A data channel of the browser (W3C <c>RTCDataChannel</c>). A message crosses the border between .NET and the page with one copy, and messages that came one after another
/// cross together. What a message causes runs right behind it.
/// </summary>
[SupportedOSPlatform("browser")]
internal sealed class PageChannel : ChannelBackend, IPageObject
{
    /// <summary>What a page reads at once: most sessions' messages are shorter, and larger ones get a buffer of their own.</summary>
    private const int ReadSize = 64 * 1024;

    /// <summary>The module's mark of text in the length of a message.</summary>
    private const uint Text = 0x8000_0000;

    private readonly PageConnection _connection;
    private readonly int _handle;
    private readonly WorkAfterMessages _work = new();
    private readonly UnopenedMessages _unopened = new();
    private IDataChannelOwner _owner = null!;
    private DataChannelState _state = DataChannelState.Connecting;
    private PeerChannelCloseReason? _closeReason;
    private string[] _failure = [];
    private int _maxMessageSize;
    private long _lowThreshold;
    private long _buffered;
    private long _received;
    private long _kept;
    private int? _id;

    public PageChannel(PageConnection connection, int handle, string label, DataChannelOptions options)
    {
        (_connection, _handle, Label, Options) = (connection, handle, label, options);
        _id = options.Negotiated ? options.Id : null;
        PageObjects.Add(handle, this);
    }

    public override string Label { get; }

    public override DataChannelOptions Options { get; }

    public override int? Id => _id ??= IsOver || Page.Id(_handle) is not (>= 0 and var id) ? null : id;

    public override DataChannelState State => _state;

    public override int MaxMessageSize => _maxMessageSize > 0 || IsOver ? Math.Max(_maxMessageSize, 65536) : Page.MaxMessageSize(_handle);

    public override long BufferedAmount => _unopened.Bytes + (IsOver ? _buffered : (long)Page.BufferedAmount(_handle));

    public override long BufferedAmountLowThreshold
    {
        get => _lowThreshold;
        set
        {
            _lowThreshold = value;
            if (!IsOver)
            {
                Page.SetLowThreshold(_handle, value);
            }
        }
    }

    /// <summary>Nobody but the browser knows what the peer has acknowledged: what has left counts as arrived.</summary>
    public override int UnacknowledgedMessages => 0;

    public override long MessagesReceived => _received;

    public override PeerIdentity? LocalIdentity => _connection.FindLocalIdentity();

    public override PeerIdentity? RemoteIdentity => _connection.RemoteIdentity;

    public override PeerChannelCloseReason? CloseReason => _closeReason;

    /// <summary>The browser checks its path by itself, and does not say when it last heard.</summary>
    public override TimeSpan? SinceHeard => null;

    public override TimeProvider Time => _connection.Options.TimeProvider;

    public override TimeSpan CloseTimeout => _connection.Options.CloseTimeout;

    private bool IsOver => _closeReason is not null;

    public override void SetOwner(IDataChannelOwner owner)
    {
        _owner = owner;
        _connection.Add(this);
    }

    /// <summary>Events come on the one thread there is, behind whoever waits.</summary>
    public override Task GetEnd(Task told) => told;

    /// <summary>There is no window that would open again.</summary>
    public override Action<long> CreateGiveBack() => static _ => { };

    public override long Send(ReadOnlySpan<byte> message, bool isText)
    {
        if (message.Length > MaxMessageSize)
        {
            throw new ArgumentException($"The message has {message.Length} bytes; the peer takes {MaxMessageSize}.", nameof(message));
        }

        if (_state > DataChannelState.Open)
        {
            throw new PeerChannelClosedException(_closeReason);
        }

        if (_state == DataChannelState.Connecting)
        {
            return _unopened.TryAdd(message, isText) ? _unopened.Bytes : throw TooMuch();
        }

        if (_buffered + message.Length > _connection.Options.MaxBufferedAmount && _buffered > 0 && (_buffered = BufferedAmount) + message.Length > _connection.Options.MaxBufferedAmount && _buffered > 0)
        {
            throw TooMuch();
        }

        return _buffered = SendNow(message, isText) switch
        {
            -1 => throw new PeerChannelClosedException(_closeReason),
            -2 => throw TooMuch(),
            var amount => amount,
        };
    }

    /// <summary>The browser takes a copy in any case.</summary>
    public override long SendLent(ReadOnlyMemory<byte> message, IPeerMemoryOwner owner)
    {
        var amount = Send(message.Span, isText: false);
        owner.Release();
        return amount;
    }

    public override bool TrySend(ReadOnlySpan<byte> message, bool isText)
    {
        if (_state > DataChannelState.Open)
        {
            return false;
        }

        try
        {
            Send(message, isText);
            return true;
        }
        catch (PeerChannelClosedException)
        {
            return false;
        }
    }

    public override void Schedule(IThreadPoolWorkItem work) => _work.Add(work);

    public override void TellHandlerAttached() => ThreadPool.UnsafeQueueUserWorkItem(
        static channel => channel._work.Run(
            static channel =>
            {
                channel._connection.Raiser.OnHandlerAttached(channel._owner);
                channel.CountKept();
            },
            channel),
        this,
        preferLocal: false);

    public override void OnTaken()
    {
    }

    public override void OnLowTold()
    {
    }

    public override void Close(bool atOnce)
    {
        if (IsOver)
        {
            return;
        }

        _state = DataChannelState.Closing;
        if (atOnce)
        {
            Finish(Own());
        }
        else
        {
            Page.CloseChannel(_handle);
        }
    }

    public override DataChannelError CreateError(PeerChannelCloseReason reason) => new(
        _failure is [var detail, ..] ? detail switch
        {
            "dtls-failure" => DataChannelErrorDetail.DtlsFailure,
            "fingerprint-failure" => DataChannelErrorDetail.FingerprintFailure,
            "sctp-failure" => DataChannelErrorDetail.SctpFailure,
            _ => DataChannelErrorDetail.DataChannelFailure,
        }
        : DataChannelErrorDetail.DataChannelFailure,
        reason)
    {
        SctpCauseCode = _failure is [_, var cause] && int.TryParse(cause, CultureInfo.InvariantCulture, out var code) ? code : null,
    };

    void IPageObject.On(PageEvent what, string? text)
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
                Tell(static owner => owner.OnBufferedAmountLow());
                break;
            case PageEvent.Error:
                _failure = text!.Split(' ');
                break;
            case PageEvent.Closed:
                _work.Run(static args => args.This.OnClosed(args.IsOver), (This: this, IsOver: text is not null));
                break;
        }
    }

    /// <summary>It is over, and so its owner is told, behind everything that came.</summary>
    public void Finish(PeerChannelCloseReason reason)
    {
        if (IsOver)
        {
            return;
        }

        _buffered = (long)Page.BufferedAmount(_handle);
        _ = Id;
        _closeReason = reason;
        _state = DataChannelState.Closed;
        PageObjects.Remove(_handle);
        Page.ReleaseChannel(_handle);
        Tell(owner => owner.OnClosed(reason));
        _connection.Remove(this);
    }

    private static PeerChannelCloseReason Own() => new(PeerChannelCloseKind.Local, "This side closed the channel.");

    private static InvalidOperationException TooMuch() =>
        new($"So much waits to be sent already that no more is taken: wait for {nameof(IPeerChannelReceiver.OnBufferedAmountLow)}.");

    /// <summary>What the application's handlers throw is told where the options say, and takes nobody else's turn.</summary>
    private void Tell(Action<IDataChannelOwner> tell)
    {
        try
        {
            tell(_owner);
        }
#pragma warning disable CA1031 // The application's code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _connection.Raiser.Report(exception);
        }
    }

    /// <summary>The page copies it, so the memory is not written to.</summary>
    private unsafe long SendNow(ReadOnlySpan<byte> message, bool isText)
    {
        fixed (byte* first = message)
        {
            return (long)Page.Send(_handle, new Span<byte>(first, message.Length), isText);
        }
    }

    private void OnOpen()
    {
        if (_state != DataChannelState.Connecting)
        {
            return;
        }

        _connection.OnSecured();
        if (IsOver)
        {
            return;
        }

        _maxMessageSize = Page.MaxMessageSize(_handle);
        _state = DataChannelState.Open;
        while (_unopened.TryTake(out var message))
        {
            _buffered = SendNow(message.Bytes, message.IsText);
        }

        Tell(static owner => owner.OnOpen());
    }

    private void Read()
    {
        OnOpen();
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            for (var left = 1; left > 0 && !IsOver && Page.Receive(_handle, buffer) is not 0 and var length;)
            {
                if (length > 0)
                {
                    left = BinaryPrimitives.ReadInt32LittleEndian(buffer);
                    Deliver(buffer.AsSpan(sizeof(int), length - sizeof(int)));
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
        while (messages.Length > 0 && !IsOver)
        {
            var mark = BinaryPrimitives.ReadUInt32LittleEndian(messages);
            var length = (int)(mark & ~Text);
            _received++;
            try
            {
                _owner.OnMessage(messages.Slice(sizeof(int), length), (mark & Text) != 0);
            }
#pragma warning disable CA1031 // The application's code: it gets the next message all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _connection.Raiser.Report(exception);
            }

            CountKept();
            messages = messages[(sizeof(int) + length)..];
        }
    }

    /// <summary>A page cannot make the peer wait: what nobody takes is bounded by ending the channel.</summary>
    private void CountKept()
    {
        var before = _kept;
        _kept = _owner.KeptBytes;
        if (!_connection.TryKeep(_kept - before) && !IsOver)
        {
            Finish(new(PeerChannelCloseKind.ProtocolError, $"More than {PageConnection.MaxKeptBytes} bytes came that nobody took, and a page cannot make the peer wait."));
        }
    }

    private void OnClosed(bool isConnectionOver)
    {
        if (isConnectionOver)
        {
            _connection.OnChanged();
        }

        if (!IsOver)
        {
            var isOwn = _state == DataChannelState.Closing;
            if (!isOwn)
            {
                _state = DataChannelState.Closing;
                Tell(static owner => owner.OnClosing());
            }

            Finish(isOwn ? Own() : _failure.Length > 0 ? new(PeerChannelCloseKind.ConnectionLost, "The channel failed.") : new(PeerChannelCloseKind.Remote, "The peer closed the channel."));
        }
    }
}
