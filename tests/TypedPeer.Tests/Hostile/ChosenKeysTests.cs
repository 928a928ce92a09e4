using System.Collections;
using System.Reflection;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Tables;

namespace TypedPeer.Tests.Hostile;

/// <summary>Numbers that a peer chooses never make a table slow. Counted, not timed: how many keys share a chain.</summary>
public class ChosenKeysTests
{
    /// <summary>What the platform's dictionaries have grown to when so many keys are in them.</summary>
    private static readonly int[] Sizes = [1931, 4049, 17519];

    public static TheoryData<string> Choices => [.. Sets.Keys];

    private static Dictionary<string, Func<ulong, ulong>> Sets { get; } = new()
    {
        ["the same in both halves, which the platform's hash makes zero"] = static i => i | (i << 32),
        ["one that the platform's hash makes one number"] = static i => (i << 32) | (i ^ 0x1234_5678),
        ["multiples of the size of a table"] = static i => i * 17519,
        ["multiples of the size of all"] = static i => i * 1931 * 4049 * 17519,
        ["only high bits"] = static i => i << 48,
        ["one after another"] = static i => i,
        ["every other of the highest"] = static i => ulong.MaxValue - (2 * i),
        ["few bits each"] = static i => (1UL << (int)(i % 64)) ^ (1UL << (int)(i / 64 % 64)) ^ (i / 4096),
        ["multiples of the golden ratio"] = static i => unchecked(i * 0x9E37_79B9_7F4A_7C15),
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Whatever_numbers_a_peer_chooses_few_share_a_chain(string choice)
    {
        var random = new Random(1);
        for (var secret = 0; secret < 8; secret++)
        {
            var bytes = new byte[24];
            random.NextBytes(bytes);
            var hash = PeerKeys.Of(bytes);
            foreach (var size in Sizes)
            {
                var chains = new int[size];
                foreach (var key in Enumerable.Range(0, size).Select(i => Sets[choice]((ulong)i)).Distinct())
                {
                    chains[(uint)hash.GetHashCode(key) % size]++;
                }

                Assert.InRange(chains.Max(), 1, 14);
            }
        }
    }

    [Fact]
    public void The_hash_of_a_process_is_its_own() =>
        Assert.NotEqual(PeerKeys.Of(new byte[24]).GetHashCode(1), PeerKeys.Instance.GetHashCode(1));

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_table_of_what_a_peer_names_holds_what_was_put_in_and_not_removed(string choice)
    {
        var table = new PeerTable<object>();
        var expected = new Dictionary<ulong, object>();
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var key = Sets[choice]((ulong)random.Next(300));
            if (expected.Remove(key))
            {
                Assert.True(table.Remove(key));
            }
            else
            {
                Assert.False(table.Remove(key));
                expected.Add(key, new object());
                table.Add(key, expected[key]);
            }

            Assert.Equal(expected.Count, table.Count);
            var other = Sets[choice]((ulong)random.Next(300));
            Assert.Same(expected.GetValueOrDefault(other), table.Find(other));
        }

        Assert.All(expected, entry => Assert.Same(entry.Value, table.Find(entry.Key)));
    }

    /// <summary>
    /// But three: the calls this side makes, and those of which only the newest counts, have numbers of its own, one after another, for which the peer only asks; and those of the peer lie in
    /// the order of their numbers, which only rise.
    /// </summary>
    [Fact]
    public async Task Every_table_of_a_session_that_has_numbers_for_keys_has_the_secret_hash()
    {
        await using var pair = SessionPair.Create();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        var tables = new HashSet<string>();
        foreach (var (path, table) in Tables(pair.First).Concat(Tables(new ReferencesInFlight(null!))))
        {
            tables.Add(path);
            if (table.GetType().GetGenericTypeDefinition() != typeof(PeerTable<>) && !path.StartsWith($"{nameof(OutgoingCallTable)}.", StringComparison.Ordinal)
                && !path.StartsWith($"{nameof(LatestCalls)}.", StringComparison.Ordinal))
            {
                var hash = table.GetType().GetProperty("Comparer")!.GetValue(table);
                Assert.True(hash is PeerKeys, $"{path} has {hash?.GetType()}");
            }
        }

        Assert.Contains(tables, static path => path.Contains(nameof(ServedInstance), StringComparison.Ordinal));
        Assert.Contains(tables, static path => path.Contains(nameof(OutgoingCallTable), StringComparison.Ordinal));
        Assert.Contains(tables, static path => path.Contains(nameof(ReferenceTable), StringComparison.Ordinal));
        Assert.Contains(tables, static path => path.Contains(nameof(ReferencesInFlight), StringComparison.Ordinal));
        Assert.Contains(tables, static path => path.Contains(nameof(Handshake), StringComparison.Ordinal));

        // Made when the peer first describes a contract behind a reference.
        var described = typeof(SharedContracts).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(static field => field.Name.StartsWith("_peer", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, described.Count);
        Assert.All(described, static field => Assert.Equal(typeof(PeerTable<object>), field.FieldType));
    }

    /// <summary>Every table of numbers that can be reached from a session, with the field it is in.</summary>
    private static IEnumerable<(string Path, object Table)> Tables(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        var waiting = new Stack<object>([root]);
        while (waiting.TryPop(out var holder))
        {
            for (var type = holder.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (field.FieldType.IsPointer || field.GetValue(holder) is not { } value)
                    {
                        continue;
                    }

                    var kind = value.GetType();
                    if (kind.IsGenericType && (kind.GetGenericTypeDefinition() == typeof(PeerTable<>) || (kind.GetGenericArguments()[0] == typeof(ulong) && value is IEnumerable && kind.GetProperty("Comparer") is not null)))
                    {
                        yield return ($"{type.Name}.{field.Name}", value);
                    }
                    else if (kind.Assembly == typeof(PeerSession).Assembly && !kind.IsValueType && seen.Add(value))
                    {
                        waiting.Push(value);
                    }
                }
            }
        }
    }
}
