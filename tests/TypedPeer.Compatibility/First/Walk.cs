using System.Runtime.CompilerServices;

namespace Kept.First;

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
        return string.Join(", ", said);
    }

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
    }
}
