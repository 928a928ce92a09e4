using TypedPeer.Testing;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

internal static class DataChecks
{
    public static IReadOnlyList<Func<Task>> All { get; } =
    [
        Values_of_many_types_come_back_as_they_were,
        A_tolerant_type_comes_back_as_it_was,
        A_value_as_deep_as_allowed_comes_back,
        The_first_kept_generation_walks,
        The_second_kept_generation_walks,
        The_third_kept_generation_walks,
    ];

    private static async Task Values_of_many_types_come_back_as_they_were()
    {
        await using var pair = new Pair();
        Expect.Equal(Sample.Create().ToString(), (await pair.Remote.SampleAsync(Sample.Create())).ToString());
        Expect.True(Sample.Create().ToString() != new Sample().ToString(), "it says nothing");
    }

    private static async Task A_tolerant_type_comes_back_as_it_was()
    {
        await using var pair = new Pair();
        var settings = await pair.Remote.SettingsAsync(new Settings { Name = "n", Size = 5 });
        Expect.Equal("n 5", $"{settings.Name} {settings.Size}");
    }

    private static async Task A_value_as_deep_as_allowed_comes_back()
    {
        await using var pair = new Pair();
        Node? node = null;
        for (var i = 0; i < 60; i++)
        {
            node = new Node(i, node);
        }

        Expect.Equal(node, await pair.Remote.NodeAsync(node!));
        for (var i = 0; i < 10; i++)
        {
            node = new Node(i, node);
        }

        await Expect.ThrowsAsync<PeerException>(async () => await pair.Remote.NodeAsync(node!));
        Expect.Equal(3, await pair.Remote.AddAsync(1, 2));
    }

    private static Task The_first_kept_generation_walks() => WalkAsync<Kept.First.IEveryCall>(Kept.First.Walk.RunAsync, "Hello Ada, local, seven 2 -3 six, True, same, ");

    private static Task The_second_kept_generation_walks() => WalkAsync<Kept.Second.IEveryCall>(Kept.Second.Walk.RunAsync, "Hello Ada, local, seven 2 -3 six, True, same, ", "OutOfStock { Item = apple, Left = 0 }");

    private static Task The_third_kept_generation_walks() => WalkAsync<Kept.Third.IEveryCall>(Kept.Third.Walk.RunAsync, "Hello Ada, local, seven 2 -3 six, True, same, ", "OutOfStock { Item = apple, Left = 0 }");

    private static async Task WalkAsync<TContract>(Func<Func<TContract, TContract>, Task<string>> walk, string begins, string ends = "")
        where TContract : class, IPeerContract<TContract>
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var client = PeerSession.Start(first);
        PeerSession? server = null;
        var said = await walk(target =>
        {
            server = PeerSession.Start(second, peer => peer.Serve<TContract>(target));
            return client.GetRemote<TContract>();
        });
        await server!.DisposeAsync();
        Expect.True(said.StartsWith(begins, StringComparison.Ordinal) && said.EndsWith(ends, StringComparison.Ordinal) && !said.Contains("different", StringComparison.Ordinal), said);
    }
}
