using System.Threading.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Signals;

namespace TypedPeer.Signaling;

/// <summary>
/// A way for short texts to and from one peer, by which two peers agree on a connection: what W3C's examples call the signaling channel. Any
/// pair of send and receive is one: pipes, a socket, a queue, a person who copies and pastes.
/// </summary>
/// <remarks>
/// <para>
/// Texts arrive whole and in order, or not at all. What they hold is <c>{"description":{...}}</c> and <c>{"candidate":{...}}</c>, as W3C's example of
/// perfect negotiation sends them (docs/connecting.md). Whoever can change them can take the peer's place, unless
/// <see cref="DataChannels.PeerConnectionOptions.ExpectedFingerprint"/> is set.
/// </para>
/// <para>One connection uses it at a time, and receives for as long as it lives. What it was made of stays the caller's, who closes it.</para>
/// </remarks>
public sealed class SignalingChannel
{
    /// <summary>The longest text that is taken, in characters: a description has a thousand, and 128 Ki at most before it is escaped.</summary>
    public const int MaxMessageLength = 256 * 1024;

    /// <summary>The most texts that wait in an in-process pair: an attempt sends a few dozen.</summary>
    private const int MaxWaiting = 1024;

    private readonly Func<string, CancellationToken, ValueTask> _send;
    private readonly Func<CancellationToken, ValueTask<string?>> _receive;
    private Task<string?>? _pending;

    private SignalingChannel(Func<string, CancellationToken, ValueTask> send, Func<CancellationToken, ValueTask<string?>> receive, SignalingExchange exchange = SignalingExchange.Trickle)
    {
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(receive);
        (_send, _receive, Exchange) = (send, receive, exchange);
    }

    /// <summary>Gets how descriptions are exchanged over it.</summary>
    internal SignalingExchange Exchange { get; }

    /// <summary>Gets what the number is drawn from that goes beside this side's descriptions: one with a seed in tests.</summary>
    internal Func<UInt128> DrawNumber { get; init; } = RandomNumber.Draw;

    /// <summary>Makes one of two functions.</summary>
    /// <param name="send">Sends one text. Called by one caller at a time; its task completes when the next may follow. What it throws ends the attempt to connect.</param>
    /// <param name="receive">Waits for the next text; null when the other side is gone. Called by one caller at a time, when the text before was dealt with: what comes too fast waits at the sender.</param>
    public static SignalingChannel Over(Func<string, CancellationToken, ValueTask> send, Func<CancellationToken, ValueTask<string?>> receive) => new(send, receive);

    /// <summary>Makes one of two functions, for a side that knows whether it begins.</summary>
    internal static SignalingChannel Over(Func<string, CancellationToken, ValueTask> send, Func<CancellationToken, ValueTask<string?>> receive, bool offers, Func<UInt128> drawNumber) =>
        new(send, receive, offers ? SignalingExchange.Trickle : SignalingExchange.TrickleAnswer) { DrawNumber = drawNumber };

    /// <summary>Makes one of two streams, such as the pipes of another process: a line of UTF-8 for each text. The streams stay the caller's.</summary>
    public static SignalingChannel Over(Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        return Over(new StreamReader(input, SignalText.Utf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true), new StreamWriter(output, SignalText.Utf8, leaveOpen: true));
    }

    /// <summary>
    /// Makes one of a reader and a writer, such as standard input and output: a line for each text. They stay the caller's. A reader that is no
    /// <see cref="StreamReader"/> may be one that blocks, as the console's does, and has a thread of its own while it is read.
    /// </summary>
    public static SignalingChannel Over(TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var lines = new SignalLines(input, output);
        return new(lines.SendAsync, lines.ReceiveAsync);
    }

    /// <summary>
    /// Makes one of a single exchange, such as an HTTP request that takes an offer and responds with the answer: this side offers, with all candidates. It waits
    /// for the answer as long as the token allows. A connection made so cannot restart ICE.
    /// </summary>
    /// <param name="exchange">Carries the offer to the other side, and returns its answer. Called once. What it throws ends the attempt to connect.</param>
    public static SignalingChannel Over(Func<SessionDescription, CancellationToken, ValueTask<SessionDescription>> exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        string? answer = null;
        return new(SendAsync, _ => ValueTask.FromResult(answer), SignalingExchange.OfferOnce);

        async ValueTask SendAsync(string message, CancellationToken cancellationToken)
        {
            var description = await exchange(SignalMessage.Parse(message).Description!, cancellationToken).ConfigureAwait(false);
            answer = description?.Type == SdpType.Answer ? SignalMessage.Write(description) : throw new FormatException("What the exchange returned is no answer.");
        }
    }

    /// <summary>Makes two ends in this process: what one sends the other receives.</summary>
    public static (SignalingChannel First, SignalingChannel Second) CreatePair()
    {
        var there = Channel.CreateBounded<string>(MaxWaiting);
        var back = Channel.CreateBounded<string>(MaxWaiting);
        return (End(there, back), End(back, there));

        static SignalingChannel End(Channel<string> outgoing, Channel<string> incoming) =>
            new(outgoing.Writer.WriteAsync, async cancellationToken => await incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The side that begins where a person carries one line each way, by chat or mail: the offer with all candidates in it, and the answer. It waits for the
    /// person as long as the token allows. A connection made so cannot restart ICE.
    /// </summary>
    /// <param name="show">Shows the line that begins with <c>offer:</c>, to be taken to the other side.</param>
    /// <param name="read">Reads the line of the other side that begins with <c>answer:</c>; null when nobody will give one.</param>
    public static SignalingChannel OfferByHand(Func<string, CancellationToken, ValueTask> show, Func<CancellationToken, ValueTask<string?>> read)
    {
        var code = new HandCode(show, read, HandCode.Answer);
        return new(code.ShowAsync, code.ReadAsync, SignalingExchange.OfferOnce);
    }

    /// <summary>The other side of <see cref="OfferByHand"/>.</summary>
    /// <param name="show">Shows the line that begins with <c>answer:</c>, to be taken to the other side.</param>
    /// <param name="read">Reads the line of the other side that begins with <c>offer:</c>; null when nobody will give one.</param>
    public static SignalingChannel AnswerByHand(Func<string, CancellationToken, ValueTask> show, Func<CancellationToken, ValueTask<string?>> read)
    {
        var code = new HandCode(show, read, HandCode.Offer);
        return new(code.ShowAsync, code.ReadAsync, SignalingExchange.AnswerOnce);
    }

    /// <summary>Sends one text. One caller at a time.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxMessageLength"/>, or has a line break where texts are lines.</exception>
    public ValueTask SendAsync(string message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MaxMessageLength, nameof(message));
        return _send(message, cancellationToken);
    }

    /// <summary>Waits for the next text; null when the other side is gone. One caller at a time. A text that comes after the wait was cancelled is the next one's.</summary>
    /// <exception cref="FormatException">What came is longer than <see cref="MaxMessageLength"/>, or no line that a person was to paste.</exception>
    public async ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        var left = _pending;
        _pending = null;
        var receiving = left ?? _receive(cancellationToken).AsTask();
        try
        {
            return SignalText.Check(await receiving.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (receiving == left && !cancellationToken.IsCancellationRequested)
        {
            // It did stop when the wait before was cancelled, and has received nothing.
            return SignalText.Check(await _receive(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            if (!receiving.IsCompleted)
            {
                // The console cannot be told to stop reading: what it reads belongs to whoever asks next.
                _pending = receiving;
            }
        }
    }
}
