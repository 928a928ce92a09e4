namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>
/// Random schedules: servers that are lost, envelopes that are lost or come twice, peers that connect at once, connections that break. Every wait ends with its reason, and in
/// the end each pair has exactly one link. Alone, since it uses every processor.
/// </summary>
[CollectionDefinition(nameof(NetworkScheduleTests), DisableParallelization = true)]
[Collection(nameof(NetworkScheduleTests))]
public sealed class NetworkScheduleTests
{
    /// <summary>These are on real sockets, in real time and on all processors; those in virtual time are more, and know more (TypedPeer.Schedules.Tests).</summary>
    private const int Count = 50;

    [Fact]
    public async Task Whatever_happens_to_servers_and_envelopes_every_wait_ends_with_its_reason_and_each_pair_has_one_link_in_the_end() =>
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Loopback.Token }, async (seed, _) =>
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Schedule {seed}: {exception.Message}", exception);
            }
        });

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var server = new InProcessSignaling();
        var (loss, copies) = (random.Next(3) * 0.1, random.Next(3) * 0.1);
        server.Server.Tap = (_, text) => Draw(random, text, loss, copies);
        var networks = new List<PeerNetwork>();
        foreach (var id in (string[])["alice", "bob", "carol"])
        {
            networks.Add(await JoinAsync(server, Quick(id, seed)));
        }

        try
        {
            var waits = new List<Task>();
            for (var step = 0; step < 6; step++)
            {
                await StepAsync(Next(random, 6), server, networks, waits, random);
            }

            server.Server.Tap = null;
            server.IsReachable = true;
            await Task.WhenAll(waits).SoonAsync();
            foreach (var (left, right) in ((int, int)[])[(0, 1), (1, 2), (2, 0)])
            {
                await MeetAsync(networks[left], networks[right]);
            }
        }
        finally
        {
            server.Server.Tap = null;
            await Task.WhenAll(networks.Select(static network => network.DisposeAsync().AsTask())).SoonAsync();
        }

        Assert.All(networks, static network => Assert.True(network.Completion.IsCompleted));
    }

    private static async Task StepAsync(int kind, InProcessSignaling server, List<PeerNetwork> networks, List<Task> waits, Random random)
    {
        var (left, right) = (Next(random, 3), Next(random, 2));
        var (one, other) = (networks[left], networks[(left + 1 + right) % 3]);
        switch (kind)
        {
            case 0:
                server.IsReachable = !server.IsReachable;
                break;
            case 1 or 2:
                waits.Add(ConnectAsync(one, other));
                break;
            case 3:
                waits.Add(ConnectAsync(one, other));
                waits.Add(ConnectAsync(other, one));
                break;
            case 4 when one.Peers.FirstOrDefault(peer => peer.Id == other.Id)?.Link is { State: PeerLinkState.Connected } link:
                await link.Connection.CloseAsync(new CancellationToken(canceled: true));
                break;
            default:
                await Task.WhenAny(waits.Append(Task.CompletedTask));
                break;
        }
    }

    /// <summary>Ends with a link, or with a reason.</summary>
    private static async Task ConnectAsync(PeerNetwork from, PeerNetwork to)
    {
        try
        {
            await from.ConnectAsync(to.Id, Loopback.Token).SoonAsync();
        }
        catch (PeerNetworkException exception)
        {
            Assert.NotEqual(PeerNetworkError.Failed, exception.Error);
        }
    }

    /// <summary>Both have the same link, as soon as what was broken is mended.</summary>
    private static async Task MeetAsync(PeerNetwork left, PeerNetwork right)
    {
        var last = "nothing was tried";
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                var links = await Task.WhenAll(left.ConnectAsync(right.Id, Loopback.Token), right.ConnectAsync(left.Id, Loopback.Token)).SoonAsync();
                var sessions = await Task.WhenAll(links.Select(static link => link.GetSessionAsync(Loopback.Token))).SoonAsync();
                if (links[0].Connection.LocalDescription is not null && await sessions[0].GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync() == "Hello, Ada!"
                    && await sessions[1].GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync() == "Hello, Ada!")
                {
                    Assert.Single(left.Peers, peer => peer.Id == right.Id);
                    Assert.Single(right.Peers, peer => peer.Id == left.Id);
                    return;
                }
            }
            catch (Exception exception) when (exception is PeerNetworkException or PeerException)
            {
                last = exception.Message;
            }
        }

        Assert.Fail($"{left.Id} and {right.Id} do not meet: {last}");
    }

    private static async Task<PeerNetwork> JoinAsync(InProcessSignaling server, PeerNetworkOptions options)
    {
        while (true)
        {
            try
            {
                return await PeerNetwork.JoinAsync(server, options, Loopback.Token).SoonAsync();
            }
            catch (PeerNetworkException exception)
            {
                Assert.Equal(PeerNetworkError.Timeout, exception.Error);
            }
        }
    }

    private static PeerNetworkOptions Quick(string id, int seed)
    {
        var options = Meeting.Options(id);
        return options with
        {
            ServerTimeout = TimeSpan.FromSeconds(2),
            MinReconnectDelay = TimeSpan.FromMilliseconds(5),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(50),
            Random = new Random(seed),
            Link = options.Link with
            {
                MinReconnectDelay = TimeSpan.FromMilliseconds(10),
                MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
                Connection = options.Link.Connection with { ConnectTimeout = TimeSpan.FromSeconds(2) },
            },
        };
    }

    private static IEnumerable<string> Draw(Random random, string text, double loss, double copies)
    {
        lock (random)
        {
            return random.NextDouble() < loss ? [] : random.NextDouble() < copies ? [text, text] : [text];
        }
    }

    private static int Next(Random random, int limit)
    {
        lock (random)
        {
            return random.Next(limit);
        }
    }
}
