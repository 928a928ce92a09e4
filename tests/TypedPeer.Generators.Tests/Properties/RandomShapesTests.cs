using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Properties;

/// <summary>Random values of random shapes. The seed is fixed unless TYPEDPEER_SEED says otherwise, and is part of every failure.</summary>
public sealed class RandomShapesTests : IDisposable
{
    private const int Shapes = 24;
    private const int Values = 20;
    private const int Mutations = 20;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED"), out var seed) ? seed : 20261121;

    private readonly AssemblyLoadContext _context = new("random shapes", isCollectible: true);

    [Fact]
    public void Random_values_of_random_shapes_come_back_and_changed_bytes_do_no_harm()
    {
        var random = new Random(Seed);
        var values = new RandomValues(random);
        var source = new StringBuilder("namespace Shapes;\n" + RandomValues.Declarations + "\n[PeerContract] public partial interface IAll\n{\n");
        var records = new StringBuilder();
        for (var i = 0; i < Shapes; i++)
        {
            source.Append("Task M").Append(i).Append("(R").Append(i).Append(" value);\n");
            var members = Enumerable.Range(0, random.Next(1, 6)).Select(member => $"{values.Shape(3)} P{member}");
            records.Append("public sealed record R").Append(i).Append('(').AppendJoin(", ", members).Append(");\n");
        }

        var assembly = Compiler.Compile(source.Append("}\n").Append(records).ToString()).Load(_context);
        var contract = assembly.GetType("Shapes.IAll")!;
        for (var i = 0; i < Shapes; i++)
        {
            var type = assembly.GetType($"Shapes.R{i}")!;
            typeof(RandomShapesTests).GetMethod(nameof(Check), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type)
                .CreateDelegate<Action<Type, RandomValues, Random>>()(Codecs.Of(contract, $"M{i}"), values, random);
        }
    }

    public void Dispose() => _context.Unload();

    private static void Check<T>(Type codec, RandomValues values, Random random)
    {
        var write = Codecs.Writer<T>(codec);
        var read = Codecs.Reader<T>(codec);
        for (var i = 0; i < Values; i++)
        {
            var bytes = write((T)values.Made(typeof(T)));
            Assert.True(bytes.AsSpan().SequenceEqual(write(read(bytes))), $"seed {Seed}, {typeof(T).Name}: {Convert.ToHexString(bytes)}");
            for (var mutation = 0; mutation < Mutations; mutation++)
            {
                var changed = (byte[])bytes.Clone();
                for (var change = random.Next(1, 4); change > 0; change--)
                {
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                }

                Try(read, changed);
            }
        }
    }

    private static void Try<T>(Func<byte[], T> read, byte[] bytes)
    {
        try
        {
            read(bytes);
        }
        catch (PeerDataException)
        {
            // A value or this: anything else fails the test.
        }
        catch (Exception unexpected)
        {
            Assert.Fail($"seed {Seed}, {Convert.ToHexString(bytes)}: {unexpected}");
        }
    }
}
