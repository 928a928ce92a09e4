using System.Runtime.CompilerServices;

namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>Serves <see cref="IProbe"/> and remembers what was done. Everything runs on the world's thread.</summary>
internal sealed class Probe : IProbe
{
    public Dictionary<int, int> Doubled { get; } = [];

    public List<int> Notes { get; } = [];

    public int Waiting { get; private set; }

    public int Cancelled { get; private set; }

    public int BlocksMade { get; private set; }

    public bool BlocksEnded { get; private set; }

    public long BytesTaken { get; private set; }

    public async ValueTask<int> DoubleAsync(int number)
    {
        Doubled[number] = Doubled.GetValueOrDefault(number) + 1;
        await Task.Yield();
        return number * 2;
    }

    public ValueTask<byte[]> EchoAsync(byte[] bytes) => ValueTask.FromResult(bytes);

    public ValueTask NoteAsync(int number)
    {
        Notes.Add(number);
        return default;
    }

    public async IAsyncEnumerable<int> CountAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            if (number % 10 == 0)
                await Task.Yield();
            yield return number;
        }
    }

    public async IAsyncEnumerable<byte[]> BlocksAsync(int count, int size, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (int number = 0; number < count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                BlocksMade++;
                yield return Payload.Create(number, size);
            }
        }
        finally
        {
            BlocksEnded = true;
        }
    }

    public async ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers)
    {
        long sum = 0;
        await foreach (int number in numbers)
            sum += number;

        return sum;
    }

    public async ValueTask<long> TakeAsync(IAsyncEnumerable<byte[]> blocks)
    {
        await foreach (byte[] block in blocks)
            BytesTaken += block.Length;

        return BytesTaken;
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        Waiting++;
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }
    }
}
