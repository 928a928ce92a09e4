using System.Buffers.Binary;

namespace TypedPeer.Fuzz.Session;

/// <summary>One side of a session on a clock and an executor of the fuzzer's.</summary>
internal sealed class FuzzSession
{
    private const int MaxOutgoingCalls = 32;

    private readonly FuzzClock _clock = new();
    private readonly FuzzExecutor _executor = new();
    private readonly PeerSession _session;
    private readonly IFuzzContract _remote;
    private int _calls;

    public FuzzSession()
    {
        var options = new PeerSessionOptions { TimeProvider = _clock, MaxReceiveBytes = 4 * 1024 * 1024 };
        _session = PeerSession.Start(Channel, peer => peer.Serve(new FuzzService()), options, _executor);
        _remote = _session.GetRemote<IFuzzContract>();
    }

    public FuzzChannel Channel { get; } = new();

    /// <summary>Gets how far the session is.</summary>
    public string Outcome => _session.Completion.IsCompleted ? "ended" : _session.Connected.IsCompletedSuccessfully ? "connected" : "waiting";

    public void Pump() => _executor.Run();

    public void Apply(FuzzStep step)
    {
        var first = step.Bytes.Length > 0 ? step.Bytes[0] : (byte)0;
        switch (step.Kind % 6)
        {
            case 0:
                Channel.Receive(step.Bytes);
                break;
            case 1:
                Call(first);
                break;
            case 2 when step.Bytes.Length >= 2:
                _clock.Advance(TimeSpan.FromMilliseconds(100 * BinaryPrimitives.ReadUInt16BigEndian(step.Bytes)));
                break;
            case 3:
                Channel.HasRoom();
                break;
            case 4:
                Channel.Close();
                break;
            case 5:
                Stop();
                break;
        }

        Pump();
    }

    public void Call(byte which)
    {
        if (++_calls > MaxOutgoingCalls)
        {
            return;
        }

        switch (which % 5)
        {
            case 0:
                Forget(_remote.EchoAsync("text", [1, 2, 3]).AsTask());
                break;
            case 1:
                Forget(_remote.NoteAsync(new byte[100]).AsTask());
                break;
            case 2:
                Forget(ReadAsync(_remote.CountAsync(10)));
                break;
            case 3:
                Forget(_remote.SumAsync(Numbers(10)).AsTask());
                break;
            default:
                Forget(ReadAsync(_remote.DoubleAsync(Texts(3))));
                break;
        }
    }

    public void Stop() => Forget(_session.StopAsync());

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var _ in items)
        {
            // Reading is what matters.
        }
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<string> Texts(int count)
    {
        await foreach (var number in Numbers(count))
        {
            yield return new string('x', number);
        }
    }

    /// <summary>Calls may fail in any announced way; what is not announced is a finding.</summary>
    private static void Forget(Task call) => _ = call.ContinueWith(
        static done =>
        {
            if (done.Exception?.InnerException is { } error and not (PeerException or PeerDataException or OperationCanceledException or InvalidOperationException))
            {
                Environment.FailFast("A call ended in an unannounced exception.", error);
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);
}
