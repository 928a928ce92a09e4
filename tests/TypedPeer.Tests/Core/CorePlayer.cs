using System.Globalization;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Tests.Core;

/// <summary>
/// One session's core and nothing else: no channel, no lock, no clock, no thread. Does what steps say, and keeps what comes out: messages,
/// and what is to be done.
/// </summary>
internal sealed class CorePlayer : ISessionHost, ICallHost, IProxyHost, IWorkQueue
{
    private static readonly PeerMethod[] Methods =
    [
        new("Core", "Unary", 1, 1, PeerMethodKind.Unary),
        new("Core", "OneWay", 2, 2, PeerMethodKind.OneWay),
        new("Core", "Download", 3, 3, PeerMethodKind.Streaming),
        new("Core", "Upload", 4, 4, PeerMethodKind.Unary, streams: 1),
    ];

    private readonly PeerContractDescriptor _contract = new PeerContractDescriptor<ICoreContract>(
        "Core", 7, Methods, [], static _ => throw new InvalidOperationException("There are no proxies here."), static (_, _, _) => { });

    private readonly ServedContracts _served = new();
    private SendBuffer? _buffer;
    private readonly CoreWaiter _waiter = new();
    private int _room = SessionCore.LeastMessage;
    private int _starters;

    public CorePlayer(PeerSessionOptions options, byte[]? share = null)
    {
        _served.Add(null, _contract, new object());
        Core = new(options, _served, this, this, this, share);
    }

    public SessionCore Core { get; }

    /// <summary>Gets the messages for the channel.</summary>
    public List<byte[]> Messages { get; } = [];

    /// <summary>Gets what was given out, in order.</summary>
    public List<string> Given { get; } = [];

    public List<CoreCall> Calls { get; } = [];

    /// <summary>Gets the calls of the peer that run, in the order they were started.</summary>
    public List<RunningCall> Running { get; } = [];

    /// <summary>Gets every stream this side sends: streamed results, and arguments.</summary>
    public List<(ulong Key, CoreProducer Producer)> Producers { get; } = [];

    /// <summary>Gets what the handlers of uploads have read, by call.</summary>
    public Dictionary<ulong, List<byte>> Uploads { get; } = [];

    /// <summary>Gets the numbers of the peer's calls whose handlers were started, in order.</summary>
    public List<ulong> Started { get; } = [];

    public bool MayStart => _starters > 0;

    /// <summary>Does one step, and takes out what can leave.</summary>
    public void Play(CoreStep step) => Enter(() => Do(step));

    /// <summary>Goes on over a new channel.</summary>
    public bool Resume(int size, long received, long now)
    {
        var resumes = false;
        Enter(() =>
        {
            resumes = Core.Resume(size, received, now);
            _room = resumes ? size : _room;
        });
        return resumes;
    }

    /// <summary>Does something, and takes out what can leave.</summary>
    public void Enter(Action action)
    {
        action();
        Core.CheckFinished();
        TakeWork();
        while (Core.HasOutput && Core.Write(ref _buffer, _room, out var start) is > 0 and var length)
        {
            Messages.Add(_buffer.Bytes[start..(start + length)]);
            TakeWork();
        }

        _buffer?.Release();
        _buffer = null;
        Core.CheckFinished();
        TakeWork();
    }

    void IWorkQueue.Queue(SessionWork work)
    {
        Given.Add(work switch
        {
            CoreCall call => string.Create(CultureInfo.InvariantCulture, $"call {call.Id} {call.Status} {call.Fate} {call.Result.Length}"),
            CoreHandler handler => string.Create(CultureInfo.InvariantCulture, $"handler {handler.Call.Id}"),
            _ => work.ToString()!,
        });
        if (work is CoreCall ended)
        {
            ended.Ends++;
        }

        if (work is CoreProducer producer)
        {
            producer.IsStarted = true;
        }

        _starters += work is CoreMark { IsStarter: true } ? 1 : 0;
    }

    void ISessionHost.OnConnected() => Given.Add("connected");

    void ISessionHost.OnSilence() => Given.Add($"silent: {Core.KeepAlive.IsSilent}");

    void ISessionHost.OnSuspended() => Given.Add("suspended");

    void ISessionHost.OnEnded() => Given.Add($"ended: {Core.End!.Message}");

    SessionWork IHandlerHost.CreateQueue(ServedTarget target) => new CoreMark("handlers") { IsStarter = true };

    ObjectPool<IncomingCall> ICallHost.IdleCalls { get; } = new(1024);

    CallHandler ICallHost.CreateHandler(IncomingCall call) => new CoreHandler(call);

    SessionWork ICallHost.CreateReport(RefusedCalls refused) => new CoreMark("refusals");

    object IProxyHost.CreateProxy(ulong id, IContractDescription contract, out HeldReference held) => throw new InvalidOperationException("Nothing is shared here.");

    HeldReference? IProxyHost.HoldOf(object proxy) => null;

    private void TakeWork() => Core.State.TakeWork(new()).Empty(this);

    private void Do(CoreStep step)
    {
        switch (step.Kind)
        {
            case CoreStepKind.Open:
                _room = step.Number;
                Core.Open(step.Number, authorized: true, step.Now);
                break;
            case CoreStepKind.Message:
                Core.Receive(step.Bytes, step.Now);
                break;
            case CoreStepKind.Time:
                Core.HandleDeadline(step.Now);
                break;
            case CoreStepKind.Stop:
                Core.Stop(step.Now);
                break;
            case CoreStepKind.Cancel:
                Calls[step.Number].IsCancelled = true;
                Core.Outgoing.Cancel(Calls[step.Number], PeerStatus.Cancelled);
                break;
            case CoreStepKind.Start:
                StartHandlers();
                break;
            case CoreStepKind.Answer:
                Answer(Running[step.Number], step.Now);
                break;
            case CoreStepKind.Fail:
                Core.Incoming.Answers.AddError(Take(Running[step.Number]), PeerStatus.Application, "no");
                break;
            case CoreStepKind.Produce:
                Producers[step.Number].Producer.Produce(step.Bytes!.Length);
                break;
            case CoreStepKind.Complete:
                Producers[step.Number].Producer.Complete();
                break;
            case CoreStepKind.Take:
                TakeAll(step.Now);
                break;
            default:
                Call(step);
                break;
        }
    }

    private void Call(CoreStep step)
    {
        var arguments = PeerBuffers.Rent(step.Bytes!.Length + 1);
        step.Bytes.CopyTo(arguments, 0);
        var call = new CoreCall(step.Kind)
        {
            Method = Methods[step.Kind - CoreStepKind.Unary],
            Target = CallTarget.Served(_contract, null),
            Arguments = arguments,
            ArgumentsLength = step.Bytes.Length,
            Deadline = step.Number == 0 ? 0 : step.Now + step.Number,
            IsCancelled = step.Number != 0,
            Flags = step.Kind == CoreStepKind.OneWay ? Sessions.Wire.CallFlags.OneWay : default,
        };
        CoreProducer? producer = null;
        if (step.Kind == CoreStepKind.Upload)
        {
            call.Streams = new ArgumentStreams(Core.State);
            producer = new();
            producer.Stream = call.Streams.Add();
            producer.Stream.Producer = producer;
        }

        if (Core.Outgoing.Start(call, out _) is { } failure)
        {
            Given.Add(failure.Message);
            return;
        }

        Calls.Add(call);
        if (producer is not null)
        {
            Producers.Add((call.Key, producer));
        }
    }

    /// <summary>Starts handlers until none may start; streamed results are opened at once.</summary>
    private void StartHandlers()
    {
        if (_starters == 0)
        {
            return;
        }

        _starters--;
        while (_served.Targets[0].Next() is IncomingCall call)
        {
            if (call.CancelStatus != PeerStatus.Ok)
            {
                Core.Incoming.Answers.AddError(call, call.CancelStatus, call.CancelMessage);
                continue;
            }

            Started.Add(call.Id);
            call.Taken.IsRead = true;
            if (call.Served.Method.Kind != PeerMethodKind.Streaming)
            {
                Running.Add(new(call));
                continue;
            }

            var producer = new CoreProducer { IsStarted = true };
            var key = call.Key;
            producer.Stream = Core.Incoming.Answers.OpenStream(call, producer);
            Core.Incoming.ReleaseArguments(call);
            Producers.Add((key, producer));
        }
    }

    private void Answer(RunningCall running, long now)
    {
        var call = running.Call;
        running.Read(_waiter, now);
        if (running.Items is { } items)
        {
            Uploads[call.Id] = items;
        }

        Take(running);
        var length = call.Arguments.Length;
        var buffer = length == 0 || call.IsOneWay ? [] : PeerBuffers.Rent(length);
        if (buffer.Length > 0)
        {
            call.Arguments.CopyTo(buffer);
        }

        Core.Incoming.Answers.Add(new(call, buffer, buffer.Length == 0 ? 0 : length, null));
    }

    private IncomingCall Take(RunningCall running)
    {
        Running.Remove(running);
        return running.Call;
    }

    private void TakeAll(long now)
    {
        foreach (var call in Calls)
        {
            call.TakeItems(_waiter, now);
        }

        foreach (var running in Running)
        {
            running.Read(_waiter, now);
        }
    }
}

/// <summary>A call of the peer whose handler runs.</summary>
internal sealed class RunningCall(IncomingCall call)
{
    private StreamBatch _batch = new() { Buffer = [] };

    public IncomingCall Call => call;

    /// <summary>Gets what its streamed argument held so far; null when it has none.</summary>
    public List<byte>? Items { get; } = call.Streams is null ? null : [];

    public bool IsRead { get; private set; } = call.Streams is null;

    public void Read(CoreWaiter waiter, long now)
    {
        if (!IsRead)
        {
            IsRead = CoreReading.Take(call.Streams![0], ref _batch, Items!, waiter, now);
        }
    }
}
