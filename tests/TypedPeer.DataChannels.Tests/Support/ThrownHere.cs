using System.Runtime.ExceptionServices;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>Counts the exceptions thrown on this thread, caught or not, and the bytes it allocates.</summary>
internal sealed class ThrownHere : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _allocated = GC.GetAllocatedBytesForCurrentThread();

    public ThrownHere() => AppDomain.CurrentDomain.FirstChanceException += Count;

    public int Exceptions { get; private set; }

    public long Allocated => GC.GetAllocatedBytesForCurrentThread() - _allocated;

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= Count;

    private void Count(object? sender, FirstChanceExceptionEventArgs e) => Exceptions += Environment.CurrentManagedThreadId == _thread ? 1 : 0;
}
