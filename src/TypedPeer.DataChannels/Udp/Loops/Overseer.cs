using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>
/// Looks after the threads that raise events on a loop: where one is at it for longer than <see cref="Patience"/>, another thread leads the loop on.
/// So events are raised without waking anybody, and a handler may take as long as it likes all the same. It looks once for each spell of
/// <see cref="Patience"/> in which anything was raised, and sleeps while nothing is.
/// </summary>
/// <param name="threads">Who can lead.</param>
/// <param name="mostReplaced">How many threads may be kept by handlers before events are raised on the pool.</param>
[SupportedOSPlatform("linux")]
internal sealed class Overseer(LoopThreads threads, int mostReplaced)
{
    /// <summary>
    /// How long a thread may raise events before another takes its loop, once to twice: to wake that one costs some 50 µs of two processors,
    /// so shorter handlers are not worth it, and nothing that a peer waits for is counted in less than several of these.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private ReceiveLoop[] _loops = [];
    private Watch? _watch;
    private int _replaced;

    /// <summary>Gets how often it has looked.</summary>
    public long Looks { get; private set; }

    /// <summary>Gets how many threads are kept by handlers now.</summary>
    public int Replaced => Volatile.Read(ref _replaced);

    /// <summary>Gets whether a thread may raise events on its loop: there will be another for the loop if need be, for those of all loops at once.</summary>
    public bool HasSpares => Volatile.Read(ref _replaced) + Volatile.Read(ref _loops).Length <= mostReplaced;

    /// <summary>A loop is led from now on.</summary>
    /// <exception cref="Win32Exception">The system has no more descriptors.</exception>
    public void Add(ReceiveLoop loop)
    {
        lock (_lock)
        {
            _watch ??= new Watch(this);
            _loops = [.. _loops, loop];
        }
    }

    /// <summary>A loop is led no longer.</summary>
    public void Remove(ReceiveLoop loop)
    {
        lock (_lock)
        {
            _loops = [.. _loops.Where(other => other != loop)];
            if (_loops.Length == 0)
            {
                _watch!.End();
                _watch = null;
            }
        }
    }

    /// <summary>Events are being raised on a loop of its own: it will look, if it would not anyway.</summary>
    public void OnRaising() => _watch!.Arm();

    /// <summary>A thread that was replaced is free again.</summary>
    public void OnReturned() => Interlocked.Decrement(ref _replaced);

    private void Look(Watch watch)
    {
        Looks++;
        var isRaising = false;
        foreach (var loop in Volatile.Read(ref _loops))
        {
            if (loop.TryReplaceLeader())
            {
                Interlocked.Increment(ref _replaced);
                threads.Lead(loop);
            }

            isRaising |= loop.IsRaising;
        }

        if (isRaising)
        {
            watch.Arm();
        }
    }

    /// <summary>The thread, asleep in a timer of the kernel's: to set that wakes nobody.</summary>
    private sealed unsafe class Watch
    {
        private readonly Overseer _owner;
        private readonly int _timer;
        private volatile bool _isEnded;
        private int _isArmed;

        public Watch(Overseer owner)
        {
            _owner = owner;
            _timer = LinuxCalls.TimerCreate(LinuxCalls.ClockMonotonic, LinuxCalls.CloseOnExec);
            if (_timer < 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }

            try
            {
                new Thread(Run) { IsBackground = true, Name = "TypedPeer overseer" }.UnsafeStart();
            }
            catch
            {
                _ = LinuxCalls.Close(_timer);
                throw;
            }
        }

        /// <summary>The exchange stands between what the caller has told and what the thread reads after it has disarmed.</summary>
        public void Arm()
        {
            if (Volatile.Read(ref _isArmed) == 0 && Interlocked.Exchange(ref _isArmed, 1) == 0)
            {
                Set(Patience);
            }
        }

        public void End()
        {
            _isEnded = true;
            Set(TimeSpan.FromMicroseconds(1));
        }

        private void Set(TimeSpan time)
        {
            var setting = new LinuxCalls.TimerSetting { Value = new() { Nanoseconds = (nint)(time.Ticks * 100) } };
            _ = LinuxCalls.TimerSet(_timer, 0, &setting, null);
        }

        private void Run()
        {
            while (!_isEnded)
            {
                ulong expirations;
                _ = LinuxCalls.Read(_timer, &expirations, sizeof(ulong));
                Interlocked.Exchange(ref _isArmed, 0);
                _owner.Look(this);
            }

            _ = LinuxCalls.Close(_timer);
        }
    }
}
