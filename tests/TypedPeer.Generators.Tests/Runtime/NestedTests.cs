using System.Globalization;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Runtime;

public sealed class NestedOverMemoryTests() : NestedTests(ChannelKind.Memory);

public sealed class NestedOverDataChannelTests() : NestedTests(ChannelKind.DataChannel);

/// <summary>A contract that nobody outside can see, as deep as it may be nested, works like any other.</summary>
public abstract partial class NestedTests(ChannelKind kind)
{
    [Fact]
    public Task A_contract_deep_in_private_types_works_like_any_other() => Outermost.RunAsync(kind);

    private static partial class Outermost
    {
        public static Task RunAsync(ChannelKind kind) => Middle.Innermost.RunAsync(kind);

        private readonly partial record struct Middle
        {
            internal sealed partial record Innermost
            {
                public static async Task RunAsync(ChannelKind kind)
                {
                    var token = TestContext.Current.CancellationToken;
                    await using var loopback = await Loopback.OpenAsync(kind, builder => builder.Serve<IDeep>(new Deep()).Serve<IDeep>("second", new Deep { Factor = 10 }));
                    var remote = loopback.Get<IDeep>();
                    Assert.Equal(6, await remote.TimesAsync(3, token));
                    Assert.Equal(30, await loopback.Client.GetRemote<IDeep>("second").TimesAsync(3, token));
                    Assert.Equal(["0", "1", "2"], await remote.CountAsync(Numbers(), token).ToListAsync(token));
                    Assert.Equal(12, await remote.TwiceAsync(3));
                }

                private static async IAsyncEnumerable<int> Numbers()
                {
                    for (var i = 0; i < 3; i++)
                    {
                        await Task.Yield();
                        yield return i;
                    }
                }

                [PeerContract]
                private partial interface IDeep
                {
                    ValueTask<int> TimesAsync(int value, CancellationToken cancellationToken = default);

                    IAsyncEnumerable<string> CountAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

                    async ValueTask<int> TwiceAsync(int value) => await TimesAsync(await TimesAsync(value));
                }

                private sealed class Deep : IDeep
                {
                    public int Factor { get; init; } = 2;

                    public ValueTask<int> TimesAsync(int value, CancellationToken cancellationToken) => new(value * Factor);

                    public IAsyncEnumerable<string> CountAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken) =>
                        numbers.Select(number => number.ToString(CultureInfo.InvariantCulture));
                }
            }
        }
    }
}
