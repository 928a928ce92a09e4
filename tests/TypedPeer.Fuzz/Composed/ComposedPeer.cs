using System.Buffers.Binary;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Fuzz.Session;
using TypedPeer.VirtualNetwork;
using TypedPeer.VirtualNetwork.Adversary;

namespace TypedPeer.Fuzz.Composed;

/// <summary>
/// A whole peer that serves and calls over a session, beside plain channels, and an attacker whom it has let in: real ICE and DTLS,
/// SCTP and everything above it as the fuzzer makes it up. Same steps, same events, but for the bytes of the handshake.
/// </summary>
internal sealed class ComposedPeer : IDisposable
{
    /// <summary>The world's seed: scripts hold numbers that come from it.</summary>
    public const int Seed = 7;

    private const uint Dcep = 50;
    private const uint Binary = 53;
    private const int MaxCalls = 24;
    private const int MaxChannels = 16;
    private const long EndsWithin = 300_000_000;

    private readonly VirtualSynchronizationContext _context;
    private readonly VirtualChannel _channel;
    private readonly List<Task> _ends = [];
    private readonly List<VirtualChannel> _plain = [];
    private readonly CancellationTokenSource _cancellation = new();
    private PeerSession? _session;
    private IFuzzContract? _remote;
    private ushort _sequence;
    private int _calls;

    public ComposedPeer()
    {
        World = new VirtualWorld(Seed);
        _context = new VirtualSynchronizationContext(World);
        Victim = new VirtualPeer(World, new PeerConnectionOptions { TimeProvider = World.Time }, "10.0.0.1:5000") { KeepsMessages = true };
        _channel = Victim.CreateChannel("session", new DataChannelOptions { Negotiated = true, Id = 0 });
        Attacker = new SctpAdversary(World, "10.0.0.2:5000").Connect(Victim);
        FuzzFindingException.Unless(World.RunUntil(() => _channel.IsOpen), "The channel does not open.");
        InContext(StartSession);
        FuzzFindingException.Unless(World.RunUntil(() => Attacker.Messages.Count > 0), "The session does not introduce itself.");

        // The victim's own hello makes the attacker a peer that serves and calls the same.
        Attacker.SayMessage(0, _sequence++, Binary, Attacker.Messages[0].Payload);
        World.Run(100_000);
    }

    public VirtualWorld World { get; }

    public VirtualPeer Victim { get; }

    public SctpAdversary Attacker { get; }

    /// <summary>Gets how far it came: the session's state and the connection's.</summary>
    public string Outcome
    {
        get
        {
            var session = _session!.Completion.IsCompleted ? "session ended" : _session.Connected.IsCompletedSuccessfully ? "session connected" : "session waits";
            return Victim.Closed is null ? session : $"{session}, connection ended";
        }
    }

    public void Apply(FuzzStep step)
    {
        var bytes = step.Bytes;
        switch (step.Kind % 8)
        {
            case 0:
                Say(() => Attacker.Say(bytes));
                break;
            case 1 when bytes.Length > 0:
                Say(() => Attacker.SayMessage(0, _sequence++, Binary, bytes));
                break;
            case 2 when bytes.Length > 4:
                Say(() => Attacker.SayMessage(BinaryPrimitives.ReadUInt16BigEndian(bytes), bytes[2], Dcep + (uint)(bytes[3] % 8), bytes.AsSpan(4), (byte)(bytes[3] & 0x80) == 0 ? (byte)0 : (byte)4));
                break;
            case 3 when bytes.Length >= 2:
                World.Run(1000L * BinaryPrimitives.ReadUInt16BigEndian(bytes));
                return;
            case 4:
                Say(() => Attacker.Lower.SayRaw(bytes));
                break;
            case 5:
                Say(() => Attacker.SayPacket(bytes));
                break;
            case 6:
                InContext(() => Act(bytes.Length > 0 ? bytes[0] : (byte)0));
                break;
            case 7 when bytes.Length >= 4:
                Attacker.Acknowledges = (bytes[0] & 1) == 0;
                Say(() => Attacker.SaySack(BinaryPrimitives.ReadUInt32BigEndian(bytes)));
                break;
        }

        World.Run(1000);
    }

    /// <summary>
    /// The application closes everything, and everything ends: the session, each call and each close once, in a way that is
    /// documented, whatever the attacker said before.
    /// </summary>
    public void End()
    {
        InContext(() =>
        {
            _cancellation.Cancel();
            _ends.Add(_session!.StopAsync());
            Victim.Close();
        });
        World.Run(EndsWithin);
        FuzzFindingException.Unless(Victim.Closed is not null, $"The connection has not ended after {EndsWithin / 1_000_000} s: {Victim.Core.Transport.State}.");

        // What completes elsewhere may still be on its way to this thread's queue.
        var all = Task.WhenAll([_session!.Completion, .. _ends]);
        FuzzFindingException.Unless(SpinWait.SpinUntil(() => Turn(all), TimeSpan.FromSeconds(10)), "Something the application waits for has not ended.");
        foreach (var error in _ends.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerException!))
        {
            FuzzFindingException.Unless(
                error is PeerException or PeerChannelClosedException or OperationCanceledException,
                $"The application met an exception that is not documented: {error}");
        }
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        Attacker.Dispose();
        Victim.Dispose();
        World.Dispose();
    }

    private bool Turn(Task all)
    {
        World.Run(1000);
        return all.IsCompleted;
    }

    private void StartSession()
    {
        var options = new PeerSessionOptions { TimeProvider = World.Time, MaxReceiveBytes = 4 * 1024 * 1024 };
        _session = PeerSession.Start(_channel, peer => peer.Serve(new FuzzService()), options, new VirtualExecutor(World));
        _remote = _session.GetRemote<IFuzzContract>();
    }

    /// <summary>What is left of the path when the victim has closed carries nothing.</summary>
    private void Say(Action say)
    {
        if (Attacker.Lower.IsConnected && Attacker.Lower.Victim is not null)
        {
            say();
        }
    }

    private void InContext(Action action)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private void Act(byte what)
    {
        switch (what % 12)
        {
            case < 6:
                Call(what % 12);
                break;
            case 6 when _plain.Count < MaxChannels:
                Try(() => _plain.Add(Victim.CreateChannel($"plain {_plain.Count}", what < 128 ? null : new DataChannelOptions { Ordered = false, MaxRetransmits = 1 })));
                break;
            case 7 when _plain.Count > 0:
                Try(() => _plain[what % _plain.Count].Send(new byte[what * 64]));
                break;
            case 8 when _plain.Count > 0:
                _ends.Add(_plain[what % _plain.Count].CloseAsync().AsTask());
                break;
            case 9:
                _ends.Add(_session!.StopAsync());
                break;
            case 10:
                Victim.Close(abort: what >= 128);
                break;
            case 11:
                _cancellation.Cancel();
                break;
        }
    }

    private void Call(int which)
    {
        if (++_calls > MaxCalls)
        {
            return;
        }

        var token = _cancellation.Token;
        _ends.Add(which switch
        {
            0 => _remote!.EchoAsync("text", [1, 2, 3]).AsTask(),
            1 => _remote!.NoteAsync(new byte[100]).AsTask(),
            2 => ReadAsync(_remote!.CountAsync(10, token)),
            3 => _remote!.SumAsync(Numbers(10), token).AsTask(),
            4 => _remote!.EchoAsync(new string('x', 40_000), new int[10_000]).AsTask(),
            _ => ReadAsync(_remote!.DoubleAsync(Texts(3), token)),
        });
    }

    /// <summary>Whoever makes or uses a channel that the attacker closes meets the documented exceptions only.</summary>
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is PeerChannelClosedException or InvalidOperationException)
        {
            // As documented for a connection or a channel that is closed.
        }
    }

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
            await Task.Yield();
            yield return i;
        }
    }

    private static async IAsyncEnumerable<string> Texts(int count)
    {
        await foreach (var number in Numbers(count))
        {
            yield return new string('x', number);
        }
    }
}
