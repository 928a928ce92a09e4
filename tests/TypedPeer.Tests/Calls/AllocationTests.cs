using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Calls;

/// <summary>Tests that look at the memory of the whole process run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInTheProcess
{
    public const string Name = "alone";
}

[Collection(AloneInTheProcess.Name)]
public class AllocationTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_call_in_the_steady_state_allocates_nothing(bool hasUser, bool resumes)
    {
        await using var pair = SessionPair.Create(resumes ? new() { ResumeTimeout = TimeSpan.FromMinutes(1) } : null);
        if (hasUser)
        {
            pair.Second.User = new(new System.Security.Claims.ClaimsIdentity("known"));
            pair.Second.Items["key"] = "value";
        }

        await pair.First.Connected.Soon();
        await CallAsync(pair.Remote, 20_000);
        var least = double.MaxValue;
        for (var attempt = 0; attempt < 5 && least > 1; attempt++)
        {
            var few = await MeasureAsync(pair.Remote, 5_000);
            var many = await MeasureAsync(pair.Remote, 25_000);

            // What the loops and the runtime itself allocate is the same in both.
            least = Math.Min(least, (many - few) / 20_000.0);
        }

        // One object for each call would be at least 24 bytes.
        Assert.InRange(least, double.MinValue, 8);
    }

    [Fact]
    public async Task A_stream_of_a_session_that_could_resume_allocates_nothing_for_what_is_kept()
    {
        await using var pair = SessionPair.Create(new() { ResumeTimeout = TimeSpan.FromMinutes(1) });
        await pair.First.Connected.Soon();
        var least = double.MaxValue;
        for (var attempt = 0; attempt < 6 && least > 1; attempt++)
        {
            var few = await StreamAsync(50_000);
            var many = await StreamAsync(1_050_000);
            least = Math.Min(least, (many - few) / 1_000_000.0);
        }

        // The 4 bytes of each item are kept, of which a new array for each message would be as many.
        Assert.InRange(least, double.MinValue, 1);

        async Task<long> StreamAsync(int items)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await foreach (var item in pair.Remote.CountAsync(items, TestContext.Current.CancellationToken))
            {
                Assert.True(item < items);
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    [Fact]
    public async Task A_call_of_a_group_in_the_steady_state_allocates_nothing()
    {
        await using var fixture = new Groups.GroupFixture(8);
        await Task.WhenAll(fixture.Sessions.Select(static session => session.Connected)).Soon();
        var told = new SemaphoreSlim(0);
        foreach (var service in fixture.Services)
        {
            service.Told = told;
        }

        await RoundsAsync(1_000);
        var least = double.MaxValue;
        for (var attempt = 0; attempt < 5 && least > 8; attempt++)
        {
            var few = await MeasureAsync(200);
            var many = await MeasureAsync(1_200);
            least = Math.Min(least, (many - few) / 1_000.0 / 8);
        }

        Assert.InRange(least, double.MinValue, 8);

        async Task<long> MeasureAsync(int rounds)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await RoundsAsync(rounds);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        async Task RoundsAsync(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                await fixture.Group.All.MovedAsync(i, i);
                for (var member = 0; member < 8; member++)
                {
                    // A wait that is over when it begins allocates nothing; one that is not does, and so it is tried first.
                    while (!told.Wait(0, TestContext.Current.CancellationToken))
                    {
                        Thread.Yield();
                    }
                }
            }
        }
    }

    private static async Task<long> MeasureAsync(ITestContract remote, int calls)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await CallAsync(remote, calls);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static Task CallAsync(ITestContract remote, int calls)
    {
        return Task.WhenAll(Enumerable.Range(0, 64).Select(_ => LoopAsync())).Soon();

        async Task LoopAsync()
        {
            for (var i = 0; i < calls / 64; i++)
            {
                Assert.True(await remote.AddAsync(i, 1) == i + 1);
            }
        }
    }
}
