using System.Runtime.CompilerServices;

namespace TypedPeer.Tests.Model;

/// <summary>Handlers whose every step the schedule decides.</summary>
internal sealed class ModelService : IModelContract
{
    private readonly Dictionary<int, int> _runs = [];

    /// <summary>Gets the gates of handlers that wait; opening one lets its handler go on.</summary>
    public List<TaskCompletionSource> Gates { get; } = [];

    public List<int> Notes { get; } = [];

    /// <summary>Gets or sets a value indicating whether handlers wait for nothing any more.</summary>
    public bool IsOpen { get; set; }

    public int Running { get; private set; }

    public int Runs(int number) => _runs.GetValueOrDefault(number);

    public ValueTask<byte[]> CallAsync(int number, byte[] payload, CancellationToken cancellationToken)
    {
        Enter(number);
        return (number % 3) switch
        {
            0 => Leave(new ValueTask<byte[]>(payload)),
            1 => WaitAsync(payload, cancellationToken),
            _ => Fail(),
        };
    }

    public async ValueTask NoteAsync(int number, byte[] payload)
    {
        Enter(number);
        Notes.Add(number);
        if (number % 2 == 0)
        {
            await GateAsync(CancellationToken.None);
        }

        Running--;
    }

    public async IAsyncEnumerable<byte[]> DownloadAsync(int number, int count, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter(number);
        try
        {
            for (var i = 0; i < count; i++)
            {
                if (number % 3 == 1 && i % 4 == 3)
                {
                    await GateAsync(cancellationToken);
                }

                if (number % 5 == 4 && i == count / 2)
                {
                    throw new PeerException(PeerStatus.Application, "midway");
                }

                yield return Item(i, size);
            }
        }
        finally
        {
            Running--;
        }
    }

    public async ValueTask<int> UploadAsync(int number, IAsyncEnumerable<byte[]> items, CancellationToken cancellationToken)
    {
        Enter(number);
        try
        {
            var count = 0;
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                Assert.Equal(count, BitConverter.ToInt32(item));
                count++;
                if (number % 3 == 2 && count == 3)
                {
                    break;
                }

                if (number % 3 == 1 && count % 4 == 3)
                {
                    await GateAsync(cancellationToken);
                }
            }

            return count;
        }
        finally
        {
            Running--;
        }
    }

    public static byte[] Item(int index, int size)
    {
        var item = new byte[Math.Max(4, size)];
        BitConverter.TryWriteBytes(item, index);
        return item;
    }

    private void Enter(int number)
    {
        Running++;
        _runs[number] = Runs(number) + 1;
    }

    private ValueTask<byte[]> Leave(ValueTask<byte[]> result)
    {
        Running--;
        return result;
    }

    private ValueTask<byte[]> Fail()
    {
        Running--;
        throw new PeerException(PeerStatus.NotFound, "no such thing");
    }

    private async ValueTask<byte[]> WaitAsync(byte[] payload, CancellationToken cancellationToken)
    {
        try
        {
            await GateAsync(cancellationToken);
            return payload;
        }
        finally
        {
            Running--;
        }
    }

    private async Task GateAsync(CancellationToken cancellationToken)
    {
        if (IsOpen)
        {
            return;
        }

        // Continuations run where the gate is opened: on the schedule's own thread.
        var gate = new TaskCompletionSource();
        Gates.Add(gate);
        // Disposed of at once: an asynchronous disposal within the callback goes on where the pool decides.
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), gate);
        await gate.Task;
    }
}
