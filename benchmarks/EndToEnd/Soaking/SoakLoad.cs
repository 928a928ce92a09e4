namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>One side's load on the other: a number of workers, each mixing calls of every kind until told to stop.</summary>
internal sealed class SoakLoad(ISoak remote, SoakLedger ledger)
{
    public const int Workers = 16;

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker, stop), CancellationToken.None)));

    private async Task WorkAsync(int worker, CancellationToken stop)
    {
        var random = new Random(worker);
        var calls = 0L;
        var notes = 0L;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                for (var i = 0; i < 50; i++)
                {
                    ledger.Expect(await remote.TakeAsync(worker, ++calls) == calls, "an answer belongs to another call");
                    await remote.NoteAsync(worker, ++notes);
                }

                await MixAsync(random);
                ledger.Done();
            }

            // Handlers of one contract start in order, so that every note came before this call.
            var seen = await remote.SeenAsync(worker);
            ledger.Expect(seen == new SoakSeen(calls, notes), $"worker {worker} made {calls} calls and {notes} notes; {seen.Taken} and {seen.Noted} came");
        }
        catch (Exception e)
        {
            ledger.Wrong($"worker {worker} stopped: {e}");
        }
    }

    private Task MixAsync(Random random) => random.Next(8) switch
    {
        0 => EchoAsync(random.Next(100)),
        1 => EchoAsync(random.Next(300_000)),
        2 => CountAsync(random.Next(20_000), breakOff: -1),
        3 => CountAsync(20_000, breakOff: random.Next(10_000)),
        4 => UploadAsync(random.Next(30), 1 + random.Next(40_000)),
        5 => MirrorAsync(random.Next(3000)),
        6 => CancelAsync(),
        _ => FailAsync(random.Next()),
    };

    private async Task EchoAsync(int size)
    {
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);
        var echo = await remote.EchoAsync(bytes);
        ledger.Expect(bytes.AsSpan().SequenceEqual(echo), $"{size} bytes came back changed");
    }

    private async Task CountAsync(int count, int breakOff)
    {
        var next = 0L;
        await foreach (var number in remote.CountAsync(count))
        {
            ledger.Expect(number == next++, "an item of a stream is lost, doubled or out of order");
            if (next == breakOff)
            {
                return;
            }
        }

        ledger.Expect(next == count, $"a stream of {count} items ended after {next}");
    }

    private async Task UploadAsync(int count, int size)
    {
        var came = await remote.UploadAsync(Blocks(count, size));
        ledger.Expect(came == (long)count * size, $"of an upload of {(long)count * size} bytes {came} came");
    }

    private async Task MirrorAsync(int count)
    {
        var next = 0L;
        await foreach (var number in remote.MirrorAsync(Numbers(count)))
        {
            ledger.Expect(number == next++, "an item of a stream in both directions is lost, doubled or out of order");
        }

        ledger.Expect(next == count, $"a stream in both directions of {count} items ended after {next}");
    }

    private async Task CancelAsync()
    {
        using var cancellation = new CancellationTokenSource();
        var call = remote.WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();
        try
        {
            await call;
            ledger.Wrong("a cancelled call ended well");
        }
        catch (OperationCanceledException)
        {
            // As it should.
        }
    }

    private async Task FailAsync(int number)
    {
        try
        {
            await remote.FailAsync(number);
            ledger.Wrong("a failing call ended well");
        }
        catch (PeerException e)
        {
            ledger.Expect(e.Status == PeerStatus.NotFound && e.Message.Contains($"number {number}", StringComparison.Ordinal), $"an error came changed: {e.Message}");
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks(int count, int size)
    {
        var block = new byte[size];
        block.AsSpan().Fill((byte)size);
        for (var i = 0; i < count; i++)
        {
            yield return block;
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<long> Numbers(int count)
    {
        for (var i = 0L; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }
}
