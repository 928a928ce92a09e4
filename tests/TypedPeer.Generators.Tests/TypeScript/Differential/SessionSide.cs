using System.Collections.Concurrent;
using System.Diagnostics;
using TypedPeer.Fuzz.Session;
using TypedPeer.Sessions.Driving;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>
/// A session that a script plays: its clock, its channel and every piece of its work are the script's, on one thread. What .NET itself puts between a handler and its session runs on the thread pool, though, and nobody
/// can say when that is done: what is expected is waited for, and a difference is what does not come.
/// </summary>
internal sealed class SessionSide : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ResumeTimeout = TimeSpan.FromSeconds(6);

    private readonly FuzzClock _clock = new();
    private readonly FuzzExecutor _executor = new();
    private readonly List<ScriptChannel> _channels;
    private readonly ScriptedPeer? _peer;
    private readonly QueueScheduler _scheduler = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly List<string> _sent = [];
    private readonly PeerSession _session;
    private readonly Subject _subject;
    private readonly SubjectCaller _caller;

    private readonly TimeSpan _patience;

    private SessionSide(SessionScript script, TimeSpan patience)
    {
        _patience = patience;
        _channels = [new(script.HasLane, datagram => _log.Enqueue($"datagram {Convert.ToHexString(datagram)}"))];
        _peer = script.Share is { } share ? new(share) : null;
        _subject = new(_log.Enqueue);
        var forever = TimeSpan.FromDays(20);
        var options = new PeerSessionOptions
        {
            TimeProvider = _clock,
            HandlerScheduler = _scheduler,
            KeepAliveInterval = forever,
            MaxMessageBytes = script.MaxMessageBytes,
            StreamWindowBytes = script.StreamWindowBytes,
            HandlerFailed = static (_, _) => { },
            ResumeTimeout = script.Share is null ? null : ResumeTimeout,
        };
        _session = PeerSession.Start(_channels[0], peer => peer.Serve<ISubject>(_subject), options, _executor);
        _caller = new(_session.GetRemote<ISubject>(), _session.GetRemote<ISubject>(new PeerCallOptions { Timeout = TimeSpan.FromMilliseconds(2500) }), _log.Enqueue);
    }

    /// <summary>Plays a script, and returns what the session did at each of its steps. What is expected of a step is waited for as long as the patience says.</summary>
    public static List<SessionAnswer> Play(SessionScript script, IReadOnlyList<SessionAnswer> expected, TimeSpan patience)
    {
        using var side = new SessionSide(script, patience);
        var answers = new List<SessionAnswer> { side.Answer(expected[0]) };
        foreach (var step in script.Steps)
        {
            _ = Task.Factory.StartNew(() => side.Apply(step), CancellationToken.None, TaskCreationOptions.None, side._scheduler);
            answers.Add(side.Answer(expected[answers.Count]));
        }

        return answers;
    }

    public void Dispose()
    {
        _channels.ForEach(static channel => channel.Close());
        _clock.Advance(ResumeTimeout);
        Pump();
    }

    private void Apply(SessionStep step)
    {
        switch (step.Kind)
        {
            case SessionStepKind.Message:
                _channels[^1].Receive(step.Bytes);
                break;
            case SessionStepKind.Datagram:
                _channels[^1].ReceiveDatagram(step.Bytes!);
                break;
            case SessionStepKind.Call:
                _caller.Call(step.Number);
                break;
            case SessionStepKind.Cancel:
                _caller.Cancel(step.Number);
                break;
            case SessionStepKind.Time:
                Pass(TimeSpan.FromMilliseconds(step.Number));
                break;
            case SessionStepKind.LetGo:
                _subject.LetGo();
                break;
            case SessionStepKind.Stop:
                _ = _session.StopAsync();
                break;
            case SessionStepKind.Channel:
                _peer!.Begin(step.Number);
                _channels.Add(new(hasLane: false, static _ => { }));
                _ = ResumeAsync(_channels[^1]);
                break;
            case SessionStepKind.Say:
                _channels[^1].Receive(_peer!.Say(step.Number));
                break;
            default:
                _channels[^1].Close();
                break;
        }
    }

    /// <summary>Lets time pass in steps that no two things fall into which are due at different times.</summary>
    private void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Tick)
        {
            _clock.Advance(Tick);
            _executor.Run();
        }
    }

    private async Task ResumeAsync(ScriptChannel channel) => _log.Enqueue($"the channel: {await _session.ResumeAsync(new HeldChannel(channel))}");

    private void Pump()
    {
        do
        {
            _executor.Run();
        }
        while (_scheduler.Run());
    }

    private SessionAnswer Answer(SessionAnswer expected)
    {
        var meaning = expected.Meaning();
        var waited = Stopwatch.StartNew();
        SessionAnswer answer;
        do
        {
            PassThreadPool();
            Pump();
            foreach (var message in _channels.SelectMany(static channel => channel.TakeSent()))
            {
                _peer?.Hear(message);
                _sent.Add(Convert.ToHexString(message));
            }

            var end = _session.Completion.IsCompletedSuccessfully ? _session.Completion.Result : null;
            answer = new([.. _sent], [.. _log], end is null ? string.Empty : $"{end.Kind} {(int)end.Status}");
        }
        while (!answer.Meaning().SequenceEqual(meaning) && waited.Elapsed < _patience);
        _sent.Clear();
        _log.Clear();
        return answer;
    }

    /// <summary>Waits for what the thread pool was given before.</summary>
    private static void PassThreadPool()
    {
        for (var rounds = 0; rounds < 2; rounds++)
        {
            using var passed = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(static passed => passed.Set(), passed, preferLocal: false);
            passed.Wait();
        }
    }

    /// <summary>Runs the application's code where the script says.</summary>
    private sealed class QueueScheduler : TaskScheduler
    {
        private readonly ConcurrentQueue<Task> _tasks = new();

        /// <summary>Runs what waits; false where nothing did.</summary>
        public bool Run()
        {
            var any = false;
            for (; _tasks.TryDequeue(out var task); any = true)
            {
                TryExecuteTask(task);
            }

            return any;
        }

        protected override void QueueTask(Task task) => _tasks.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
    }
}
