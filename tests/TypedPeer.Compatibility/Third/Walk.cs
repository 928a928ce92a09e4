using System.Collections;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using TypedPeer;

namespace Kept.Third;

/// <summary>Serves the contract, calls all of it, and says what came back.</summary>
public static class Walk
{
    public static async Task<string> RunAsync(Func<IEveryCall, IEveryCall> connect)
    {
        var service = new Service();
        var remote = connect(service);
        var said = new List<string> { await remote.GreetAsync("Ada"), remote.Describe() };
        await remote.PingAsync();
        var order = new Order(7, "seven") { Lines = [new Line(1, 1.50m), new Line(2, -3m)], Previous = new Order(6, "six") };
        var found = await remote.FindAsync(7, [new Order(1, "one"), order]);
        said.Add($"{found?.Text} {found?.Lines.Count} {found?.Lines[1].Price} {found?.Previous?.Text}");
        said.Add($"{await remote.FindAsync(null, null) is null}");
        said.Add(Text(await remote.EchoAsync(Sample())) == Text(Sample()) ? "same" : "different");
        said.Add($"{await remote.UploadAsync(Chunks(), Names())}");
        var ticks = 0d;
        await foreach (var tick in remote.TicksAsync(TimeSpan.FromSeconds(2), 3))
        {
            ticks += tick.Value;
        }

        said.Add($"{ticks}");
        await remote.MovedAsync(new Spot { Level = 1, X = 2.5, Y = 3 });
        await service.Moved.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var spot = await remote.WhereAsync();
        said.Add($"{spot.Level} {spot.X} {spot.Y}");
        said.Add($"{await remote.OverloadedAsync(4)} {await remote.OverloadedAsync("n", 1, 2)} {await remote.CountAsync(9)}");
        await AddNewerAsync(said, remote, service);
        return string.Join(", ", said);
    }

    private static async Task AddNewerAsync(List<string> said, IEveryCall remote, Service service)
    {
        said.Add(Text(await remote.WidelyAsync(SampleWidely())) == Text(SampleWidely()) ? "same" : "different");
        var figures = await remote.FiguresAsync([new Dot(1), null, new Bunch([new Dot(2.5)])]);
        said.Add($"{figures.Count} {((Bunch)figures[2]!).Figures[0]}");
        var profile = await remote.ProfileAsync(new Profile { Name = "p", Age = 5 });
        said.Add($"{profile?.Name} {profile?.Age} {await remote.ProfileAsync(null) is null}");
        said.Add($"{await remote.SendAsync(new MemoryStream(new byte[40_000]))}");
        await using (var stream = await remote.ReceiveAsync(30_000))
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            said.Add($"{copy.Length}");
        }

        var pipe = await remote.PipeAsync(PipeReader.Create(new MemoryStream([1, 2, 3])));
        using (var copy = new MemoryStream())
        {
            await pipe.CopyToAsync(copy);
            await pipe.CompleteAsync();
            said.Add($"{copy.Length}");
        }

        var last = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        said.Add($"{await remote.WorkAsync(3, new Reporter(last))} {await last.Task.WaitAsync(TimeSpan.FromSeconds(30))} {await remote.WorkAsync(0, null)}");
        var counter = await remote.CreateAsync(10);
        said.Add($"{await counter.CountAsync(1)} {await remote.CountTwiceAsync(counter, new Counter(100))} {PeerReference.Release(counter)}");
        said.Add(await remote.PlainAsync("plain"));
        await AddNewestAsync(said, remote, service);
        try
        {
            await remote.FailAsync();
        }
        catch (PeerException failure)
        {
            said.Add($"{failure.Detail}");
        }
    }

    private static async Task AddNewestAsync(List<string> said, IEveryCall remote, Service service)
    {
        await remote.PourAsync("glass", Drops());
        said.Add(await service.Poured.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        said.Add(Text(await remote.RicherAsync(SampleRicher())) == Text(SampleRicher()) ? "same" : "different");
        var inner = await remote.InnerAsync(20);
        said.Add($"{await inner.@event(1)} {await inner.@event(1, 2)}");
    }

    private static async IAsyncEnumerable<int> Drops()
    {
        for (var i = 1; i <= 3; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    private static Richer SampleRicher() => new()
    {
        Numbers = new(1, 2),
        Texts = new("one", null),
        Cube = new[, ,] { { { 1, 2 }, { 3, 4 } } },
        Observed = ["seen", null],
        SortedSet = [3, 1],
        Sorted = ImmutableSortedDictionary<string, int[]>.Empty.Add("k", [5]),
        Segment = new([1, 2, 3], 1, 2),
        Doubles = new[] { 0.5 },
        Eight = (1, 2, 3, 4, 5, 6, 7, "8"),
        Complex = new(1, -1),
        Tree = new() { Name = "root", Children = [new() { Name = "leaf" }] },
        Weather = new Cold(-3, true),
        Reading = new(new DateTime(2026, 11, 21, 1, 2, 3, DateTimeKind.Utc), 7, 1.25m),
        Entry = new("e", DayOfWeek.Monday),
    };

    private static string Text(Richer value) => FormattableString.Invariant(
        $"{value.Numbers} {value.Texts} {value.Cube[0, 1, 0]} {value.Observed.Count} {value.SortedSet.Min} {value.Sorted["k"][0]} {value.Segment[1]} {value.Doubles.Span[0]} ")
        + FormattableString.Invariant($"{value.Eight} {value.Complex} {value.Tree.Children[0].Name} {value.Weather} {value.Reading.At:O} {value.Reading.Level} {value.Reading.Value} {value.Entry}");

    private static Widely SampleWidely() => new()
    {
        Half = (Half)1.5,
        Large = Int128.MaxValue,
        Rune = new Rune(0x1F30D),
        Date = new DateOnly(2026, 11, 21),
        Time = new TimeOnly(1, 2, 3),
        Big = BigInteger.Pow(2, 70),
        Uri = new Uri("https://example.org/a?b=c"),
        Version = new Version(1, 2),
        Bits = new BitArray([true, false, true]),
        Pair = (1, null),
        Old = Tuple.Create(1, "old"),
        Entry = KeyValuePair.Create(1, 2L),
        Grid = new[,] { { 1, 2 }, { 3, 4 } },
        Jagged = [[1], [], [2, 3]],
        Set = [1],
        Queue = new(["a", "b"]),
        Stack = new([1, 2, 3]),
        Linked = new([4]),
        Sorted = new() { ["s"] = 1 },
        Concurrent = new([KeyValuePair.Create("c", 1)]),
        Immutable = [1, 2],
        Frozen = System.Collections.Frozen.FrozenSet.ToFrozenSet([7]),
        ReadOnly = new Dictionary<string, int?> { ["r"] = null },
        Vector = new Vector3(1, 2, 3),
        Account = Account.Of("o", 9.5m),
    };

    private static string Text(Widely value) => FormattableString.Invariant(
        $"{value.Half} {value.Large} {value.Rune} {value.Date:O} {value.Time:O} {value.Big} {value.Uri} {value.Version} {value.Bits![2]} {value.Pair} {value.Old} {value.Entry} {value.Grid![1, 0]} {value.Jagged![2][1]} ")
        + FormattableString.Invariant($"{value.Set.Count} {value.Queue.Peek()} {value.Stack.Peek()} {value.Linked.First!.Value} {value.Sorted["s"]} {value.Concurrent["c"]} {value.Immutable[1]} {value.Frozen.Contains(7)} ")
        + FormattableString.Invariant($"{value.ReadOnly.ContainsKey("r")} {value.Vector.Z} {value.Account.Owner} {value.Account.Balance}");

    private static Everything Sample() => new()
    {
        Flag = true,
        Letter = 'é',
        Money = 12.30m,
        Id = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        At = new DateTime(2026, 11, 21, 1, 2, 3, DateTimeKind.Utc),
        Until = new DateTimeOffset(2026, 11, 21, 1, 2, 3, TimeSpan.FromHours(2)),
        Day = DayOfWeek.Friday,
        Maybe = double.NaN,
        Text = "héllo 🌍",
        Bytes = [1, 2, 3],
        Words = ["a", null],
        Map = new() { ["k"] = [1, 2] },
        Block = new byte[] { 9 },
        Spot = new Spot { Level = 1, X = 2, Y = 3 },
    };

    private static string Text(Everything value) => FormattableString.Invariant(
        $"{value.Flag} {value.Letter} {value.Money} {value.Id} {value.At:O} {value.Until:O} {value.Day} {value.Maybe} {value.Text} {Convert.ToHexString(value.Bytes)} {string.Join("|", value.Words!)} {value.Map["k"][1]} {value.Block.Span[0]} {value.Spot.X}");

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks()
    {
        yield return new byte[20_000];
        await Task.Yield();
        yield return new byte[3];
    }

    private static async IAsyncEnumerable<string?> Names()
    {
        await Task.Yield();
        yield return "four";
        yield return null;
    }

    private sealed class Reporter(TaskCompletionSource<int> last) : IProgress<Step>
    {
        public void Report(Step value)
        {
            if (value.Number == 3)
            {
                last.TrySetResult(value.Number);
            }
        }
    }

    private sealed class Counter(int start) : ICounting
    {
        public ValueTask<int> CountAsync(int from) => new(start + from);
    }

    private sealed class Inner(int start) : Outer.IInner
    {
        public ValueTask<int> @event(int @in, int reader = 1) => new(start + (@in * reader));
    }

    private sealed class Service : IEveryCall
    {
        private Spot _spot;

        public TaskCompletionSource Moved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default) => new($"Hello {name}");

        public Task PingAsync() => Task.CompletedTask;

        public Task<Order?> FindAsync(int? id, List<Order>? among) => Task.FromResult(among?.Find(order => order.Id == id));

        public ValueTask<Everything> EchoAsync(Everything value) => new(value);

        public async ValueTask<long> UploadAsync(
            IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, IAsyncEnumerable<string?> names, CancellationToken cancellationToken = default)
        {
            var sum = 0L;
            await foreach (var chunk in chunks)
            {
                sum += chunk.Length;
            }

            await foreach (var name in names)
            {
                sum += name?.Length ?? 100;
            }

            return sum;
        }

        public async IAsyncEnumerable<Tick> TicksAsync(TimeSpan every, int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 1; i <= count; i++)
            {
                await Task.Yield();
                yield return new Tick(DateTimeOffset.UnixEpoch, i * every.TotalSeconds);
            }
        }

        public ValueTask MovedAsync(Spot at)
        {
            _spot = at;
            Moved.SetResult();
            return default;
        }

        public ValueTask<Spot> WhereAsync() => new(_spot);

        public ValueTask<int> OverloadedAsync(int @class) => new(@class + 1);

        public ValueTask<string> OverloadedAsync(string text, params int[] numbers) => new(text + numbers.Length);

        public ValueTask<int> CountAsync(int from) => new(from + 1);

        public ValueTask<Widely> WidelyAsync(Widely value) => new(value);

        public ValueTask<IReadOnlyList<IFigure?>> FiguresAsync(IReadOnlyList<IFigure?> figures) => new(figures);

        public ValueTask<Profile?> ProfileAsync(Profile? profile) => new(profile);

        public async ValueTask<long> SendAsync(Stream data, CancellationToken cancellationToken = default)
        {
            using var copy = new MemoryStream();
            await data.CopyToAsync(copy, cancellationToken);
            return copy.Length;
        }

        public ValueTask<Stream> ReceiveAsync(int length, CancellationToken cancellationToken = default) => new(new MemoryStream(new byte[length]));

        public Task<PipeReader> PipeAsync(PipeReader input) => Task.FromResult(input);

        public Task<int> WorkAsync(int steps, IProgress<Step>? progress, CancellationToken cancellationToken = default)
        {
            for (var i = 1; i <= steps; i++)
            {
                progress?.Report(new Step(i));
            }

            return Task.FromResult(steps);
        }

        public ValueTask<ICounting> CreateAsync(int start) => new(new Counter(start));

        public async ValueTask<int> CountTwiceAsync(ICounting counter, ICounting? other) => await counter.CountAsync(1) + await (other ?? counter).CountAsync(2);

        public Task FailAsync() => throw new PeerException(PeerStatus.Application, "none left") { Detail = new OutOfStock("apple", 0) };

        public TaskCompletionSource<string> Poured { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask PourAsync(string into, IAsyncEnumerable<int> drops)
        {
            var sum = 0;
            await foreach (var drop in drops)
            {
                sum += drop;
            }

            Poured.SetResult($"{into} {sum}");
        }

        public ValueTask<Richer> RicherAsync(Richer value) => new(value);

        public ValueTask<Outer.IInner> InnerAsync(int start) => new(new Inner(start));

        public ValueTask<string> PlainAsync(string text) => new(text + "!");
    }
}
