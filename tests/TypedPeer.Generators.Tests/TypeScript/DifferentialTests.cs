using TypedPeer.Generators.Tests.Golden;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>
/// The same bytes are accepted or refused by both languages, and mean the same: golden bytes are changed at random and read here, and the verdicts
/// are replayed in Node. <c>TYPEDPEER_DIFFERENTIAL</c> says how many are tried where more than a few thousand are wanted.
/// </summary>
public class DifferentialTests
{
    private const int Usual = 4000;

    // What is an address only .NET decides, and a bag has no order.
    private static readonly string[] Incomparable = ["Uri", "ConcurrentBag"];

    [RequiresPeer("typedpeer-js")]
    public async Task The_same_bytes_are_accepted_or_refused_by_both_languages_and_mean_the_same()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_DIFFERENTIAL"), out var wanted) ? wanted : Usual;
        var seed = TestSeed.First(20);
        var file = Path.GetTempFileName();
        try
        {
            var accepted = await WriteVerdictsAsync(file, count, seed);
            Assert.InRange(accepted, count / 20, count - (count / 20));
            await TypeScriptBuild.RunAsync();
            await TypeScriptBuild.NodeAsync("dist/test/codecs/replay.js", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [RequiresPeer("typedpeer-js")]
    public Task Emitted_contracts_compile_under_the_strictest_options() => TypeScriptBuild.RunAsync();

    // A line for each: contract, method, bytes, and the bytes that the value was written as again; nothing where it was refused.
    private static async Task<int> WriteVerdictsAsync(string file, int count, int seed)
    {
        var cases = GoldenCases.All.Concat(MoreGoldenCases.All)
            .Where(entry => !Incomparable.Any(word => entry.Key.StartsWith(word, StringComparison.Ordinal)))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (entry.Value, Bytes: entry.Value.Write()))
            .Where(entry => entry.Bytes.Length < 1000)
            .ToList();
        var random = new Random(seed);
        var accepted = 0;
        await using var output = new StreamWriter(file);
        for (var i = 0; i < count; i++)
        {
            var (golden, bytes) = cases[random.Next(cases.Count)];
            var mutated = Mutate(random, bytes, cases[random.Next(cases.Count)].Bytes);
            var verdict = string.Empty;
            try
            {
                verdict = Convert.ToHexString(golden.Rewrite(mutated)) + "!";
                accepted++;
            }
            catch (PeerDataException)
            {
                // Refused, which an empty verdict says.
            }

            await output.WriteAsync($"{golden.Contract.Name}\t{golden.Method}\t{Convert.ToHexString(mutated)}\t{verdict}\n");
        }

        return accepted;
    }

    private static byte[] Mutate(Random random, byte[] bytes, byte[] other)
    {
        var mutated = bytes.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(mutated.Count + 1);
            switch (random.Next(8))
            {
                case 0:
                    mutated.RemoveRange(at, mutated.Count - at);
                    break;
                case 1:
                    mutated.InsertRange(at, other.Take(random.Next(1, 9)));
                    break;
                case 2 when at < mutated.Count:
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 5), mutated.Count - at));
                    break;
                case 3 when at + 4 <= mutated.Count:
                    int[] numbers = [0, 1, -1, 2, -2, int.MaxValue, int.MinValue, 250, 255, mutated.Count];
                    var number = BitConverter.GetBytes(numbers[random.Next(numbers.Length)]);
                    mutated.RemoveRange(at, 4);
                    mutated.InsertRange(at, number);
                    break;
                case 4 when at < mutated.Count:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 5 when at < mutated.Count:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 6 when at < mutated.Count:
                    byte[] marks = [0, 1, 2, 3, 0x7F, 0x80, 0x84, 0x86, 249, 250, 251, 254, 255];
                    mutated[at] = marks[random.Next(marks.Length)];
                    break;
                case 7:
                    mutated.InsertRange(at, mutated.Skip(at).Take(random.Next(1, 9)).ToList());
                    break;
            }
        }

        return [.. mutated];
    }
}
