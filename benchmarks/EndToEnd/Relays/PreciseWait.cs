using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>Waits until a socket can be read or a time is over: to some microseconds on Linux, to a millisecond elsewhere.</summary>
internal sealed partial class PreciseWait
{
    private const int SetTimerSlack = 29;
    private const short Readable = 1;
    private readonly List<Socket> _chosen = [];
    private PollDescriptor[] _descriptors = [];

    /// <summary>From now on the calling thread is woken when it asked to be, not when the system finds it convenient.</summary>
    public static void AskForPrecision()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetTimerSlack, 1);
        }
    }

    public void Wait(IReadOnlyList<RelayPort> ports, long microseconds)
    {
        if (OperatingSystem.IsLinux())
        {
            Array.Resize(ref _descriptors, ports.Count);
            for (var i = 0; i < ports.Count; i++)
            {
                _descriptors[i] = new PollDescriptor { Descriptor = (int)ports[i].Socket.Handle, Events = Readable };
            }

            var time = new TimeSpecification { Seconds = microseconds / 1_000_000, Nanoseconds = microseconds % 1_000_000 * 1000 };
            _ = Poll(_descriptors, (nuint)ports.Count, in time, 0);
            return;
        }

        _chosen.Clear();
        _chosen.AddRange(ports.Select(static port => port.Socket));
        if (_chosen.Count > 0)
        {
            Socket.Select(_chosen, null, null, TimeSpan.FromMicroseconds(microseconds));
        }
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll([In] PollDescriptor[] descriptors, nuint count, in TimeSpecification time, nint signals);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value);

    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }

    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
