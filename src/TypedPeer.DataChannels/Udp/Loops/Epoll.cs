using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>epoll(7): one wait for many sockets, which others can end. Any thread may add, remove and wake; one waits.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>What the wake-up is known by.</summary>
    private const int WakeKey = -1;

    private const int MaxEvents = 64;

    /// <summary>struct epoll_event is packed where the kernel has to serve programs of 32 bits, too: on x86.</summary>
    private static readonly int KeyOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    /// <summary>Whether the kernel has the call that does, and lets us make it; where a pointer is shorter than its seconds, nobody asks.</summary>
    private static volatile bool s_countsNanoseconds = sizeof(nint) == sizeof(long);

    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(MaxEvents * 16, pinned: true);
    private readonly int _epoll;
    private readonly int _wake;

    /// <exception cref="Win32Exception">The system has no more descriptors.</exception>
    public Epoll()
    {
        _epoll = Check(LinuxCalls.EpollCreate(LinuxCalls.CloseOnExec));
        try
        {
            _wake = Check(LinuxCalls.EventDescriptor(0, LinuxCalls.CloseOnExec | LinuxCalls.NonBlocking));
            try
            {
                Add(_wake, WakeKey);
            }
            catch
            {
                _ = LinuxCalls.Close(_wake);
                throw;
            }
        }
        catch
        {
            _ = LinuxCalls.Close(_epoll);
            throw;
        }
    }

    /// <summary>Waits for a descriptor, too, as long as there is something to read. It is known by a key that is not negative.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public void Add(int descriptor, int key)
    {
        var change = stackalloc byte[16];
        *(uint*)change = LinuxCalls.EventIn;
        *(long*)(change + KeyOffset) = key;
        Check(LinuxCalls.EpollControl(_epoll, LinuxCalls.ControlAdd, descriptor, change));
    }

    /// <summary>Waits for a descriptor no longer.</summary>
    public void Remove(int descriptor)
    {
        var change = stackalloc byte[16];
        _ = LinuxCalls.EpollControl(_epoll, LinuxCalls.ControlDelete, descriptor, change);
    }

    /// <summary>Ends the wait there is, or the next.</summary>
    public void Wake()
    {
        var one = 1L;
        _ = LinuxCalls.Write(_wake, &one, sizeof(long));
    }

    /// <summary>Waits in the kernel; the keys of what can be read.</summary>
    /// <param name="microseconds">How long; negative for ever.</param>
    /// <param name="isWoken">Whether somebody ended it.</param>
    public ReadOnlySpan<int> Wait(long microseconds, out bool isWoken)
    {
        isWoken = false;
        int count;
        fixed (byte* events = _events)
        {
            count = Wait(events, microseconds);
        }

        if (count <= 0)
        {
            return [];
        }

        // Keys overwrite what was read already.
        var keys = MemoryMarshal.Cast<byte, int>(_events.AsSpan());
        var found = 0;
        for (var index = 0; index < count; index++)
        {
            var key = MemoryMarshal.Read<int>(_events.AsSpan((index * (KeyOffset + 8)) + KeyOffset));
            if (key == WakeKey)
            {
                isWoken = true;
                long value;
                _ = LinuxCalls.Read(_wake, &value, sizeof(long));
            }
            else
            {
                keys[found++] = key;
            }
        }

        return keys[..found];
    }

    public void Dispose()
    {
        _ = LinuxCalls.Close(_wake);
        _ = LinuxCalls.Close(_epoll);
    }

    /// <summary>Kernels before 5.11 count in milliseconds; then it is never too early.</summary>
    private int Wait(byte* events, long microseconds)
    {
        if (microseconds < 0)
        {
            return LinuxCalls.EpollWait(_epoll, events, MaxEvents, -1);
        }

        if (microseconds == 0)
        {
            return LinuxCalls.EpollWait(_epoll, events, MaxEvents, 0);
        }

        if (s_countsNanoseconds)
        {
            try
            {
                var patience = new LinuxCalls.TimeSpecification { Seconds = (nint)(microseconds / 1_000_000), Nanoseconds = (nint)(microseconds % 1_000_000 * 1000) };
                var count = LinuxCalls.EpollWait(_epoll, events, MaxEvents, &patience, null);
                if (count >= 0 || Marshal.GetLastPInvokeError() == LinuxCalls.Interrupted)
                {
                    return count;
                }
            }
            catch (EntryPointNotFoundException)
            {
                // A C library older than the call.
            }

            s_countsNanoseconds = false;
        }

        return LinuxCalls.EpollWait(_epoll, events, MaxEvents, (int)Math.Min((microseconds + 999) / 1000, int.MaxValue));
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());
}
