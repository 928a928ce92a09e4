using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Crowds;

/// <summary>
/// Many connected peers on one port of one process: what an idle one holds and costs, and what a handshake costs, ours against node-datachannel.
/// Both crowds live side by side, so that a slow spell of the machine hits both.
/// </summary>
internal sealed class PeersBenchmark(CrowdOptions options)
{
    /// <summary>Handshakes are made in so many spells, by turns.</summary>
    private const int Spells = 4;

    /// <summary>Candidates are still being tried for a moment after a connection is up.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private readonly Ratios _ratios = new();

    public static async Task<int> RunAsync(CrowdOptions options)
    {
        Console.WriteLine(Machine.Describe());
        await using var ours = await Crowd.StartOursAsync(options.Session);
        await using var native = await Crowd.StartNodeAsync();
        var crowds = new[] { ours, native }.OfType<Crowd>().ToArray();
        var benchmark = new PeersBenchmark(options);
        await benchmark.ConnectAsync(crowds);
        await Task.Delay(Settling);
        await benchmark.IdleAsync(crowds);
        if (native is null)
        {
            Console.WriteLine("node-datachannel: not measured, it is not installed (npm ci --prefix tests/peers)");
        }
        else
        {
            benchmark.Compare(ours, native);
        }

        // The figure that the limits of a listener are reckoned with.
        Console.WriteLine(FormattableString.Invariant($"\nmemory: {ours.MemoryPerPeer / 1000:F1} kB per idle peer"));
        Console.WriteLine(FormattableString.Invariant($"idle-kb-per-side {ours.MemoryPerSide / 1000:F1}"));
        Console.WriteLine(FormattableString.Invariant($"idle-ms-per-second {ours.ProcessorOfBoth:F3}"));
        Console.WriteLine(FormattableString.Invariant($"handshakes-per-second {ours.ConnectedPerSecond:F0}"));
        benchmark._ratios.Print();
        return ours.Connected == options.Count ? 0 : 1;
    }

    private async Task ConnectAsync(Crowd[] crowds)
    {
        foreach (var crowd in crowds)
        {
            Console.WriteLine($"stack: {crowd.Name} {crowd.Version}, listener and peers in two processes");
            await crowd.WarmUpAsync(options.WarmUp);
        }

        for (var spell = 0; spell < Spells; spell++)
        {
            var count = (options.Count * (spell + 1) / Spells) - (options.Count * spell / Spells);
            foreach (var crowd in crowds)
            {
                await crowd.ConnectAsync(count);
            }
        }

        foreach (var crowd in crowds)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{crowd.Name}: {crowd.Connected} of {options.Count} peers connected; {crowd.ConnectedPerSecond:F0} a second with both sides on this machine, {crowd.HandshakesPerCore:F0} for each second of the listener's processor time"));
        }
    }

    private async Task IdleAsync(Crowd[] crowds)
    {
        foreach (var crowd in crowds)
        {
            crowd.BeginIdle();
        }

        await Task.Delay(options.Idle);
        foreach (var crowd in crowds)
        {
            await crowd.EndIdleAsync(options.Idle);
            Console.WriteLine(FormattableString.Invariant(
                $"{crowd.Name}: {crowd.MemoryPerPeer / 1000:F1} kB of private resident memory for each idle peer, {crowd.ProcessorPerPeer:F2} ms of processor time a minute for each"));
            foreach (var note in crowd.Notes)
            {
                Console.WriteLine($"{crowd.Name}: {note}");
            }
        }
    }

    private void Compare(Crowd ours, Crowd native)
    {
        _ratios.Add("idle-peer-memory-vs-node-datachannel", ours.MemoryPerPeer / native.MemoryPerPeer);
        _ratios.Add("idle-peer-processor-vs-node-datachannel", ours.ProcessorPerPeer / native.ProcessorPerPeer);
        _ratios.Add("handshakes-per-core-vs-node-datachannel", ours.HandshakesPerCore / native.HandshakesPerCore);
    }
}
