using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Tests.Pools;

/// <summary>
/// The pools of every session in this process, checked: nothing goes back twice, and nothing is written to an array that has
/// gone back. Whatever test makes it happen, the run fails.
/// </summary>
internal sealed class CheckedPools : PoolWatch
{
    private const byte Poison = 0xdb;

    /// <summary>How many arrays of one size are kept.</summary>
    private const int Kept = 64;

    /// <summary>By the power of two that is their size, as in the shared pool.</summary>
    private readonly Stack<byte[]>[] _arrays = [.. Enumerable.Range(0, 31).Select(static _ => new Stack<byte[]>())];
    private readonly ConditionalWeakTable<object, State> _states = [];
    private readonly ConcurrentQueue<string> _violations = [];

    /// <summary>Gets the one that is in place.</summary>
    public static CheckedPools Instance { get; } = new();

    /// <summary>Gets what was done wrong so far.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public override byte[] Rent(int size)
    {
        var array = Take(PeerBuffers.SizeOf(size));
        if (_states.TryGetValue(array, out var state))
        {
            if (Volatile.Read(ref state.IsOut) == 1)
            {
                Note($"an array of {array.Length} bytes was lent twice");
            }
            else if (array.AsSpan().ContainsAnyExcept(Poison))
            {
                Note($"an array of {array.Length} bytes was written to after it had been given back");
            }

            Volatile.Write(ref state.IsOut, 1);
        }
        else
        {
            _states.Add(array, new State { IsOut = 1 });
        }

        return array;
    }

    public override void Return(byte[] buffer)
    {
        if (!TryReturn(buffer))
        {
            return;
        }

        buffer.AsSpan().Fill(Poison);
        var arrays = _arrays[BitOperations.Log2((uint)buffer.Length)];
        lock (arrays)
        {
            if (arrays.Count < Kept)
            {
                arrays.Push(buffer);
            }
        }
    }

    public override void Rented(object item) => Volatile.Write(ref _states.GetValue(item, static _ => new()).IsOut, 1);

    public override bool TryReturn(object item)
    {
        if (!_states.TryGetValue(item, out var state))
        {
            // An object that was made new, or an array that a test lent from the shared pool itself.
            _states.AddOrUpdate(item, new());
            return item is not byte[];
        }

        if (Interlocked.Exchange(ref state.IsOut, 0) == 1)
        {
            return true;
        }

        Note($"{item.GetType()} was given back twice");
        return false;
    }

    [ModuleInitializer]
    internal static void Install() => Current = Instance;

    private byte[] Take(int size)
    {
        var arrays = _arrays[BitOperations.Log2((uint)Math.Max(size, 1))];
        lock (arrays)
        {
            return arrays.TryPop(out var array) ? array : new byte[size];
        }
    }

    private void Note(string violation) => _violations.Enqueue($"{violation}{Environment.NewLine}{Environment.StackTrace}");

    private sealed class State
    {
        public int IsOut;
    }
}
