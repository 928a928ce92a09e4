namespace TypedPeer.Tests.Model;

public class ModelTests(ITestOutputHelper output)
{
    /// <summary>TYPEDPEER_SEED sets the first seed, for exploring; TYPEDPEER_SCHEDULES how many run.</summary>
    [Fact]
    public void Whatever_the_schedule_every_call_ends_once_as_the_model_says()
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED") ?? "1");
        var count = int.Parse(Environment.GetEnvironmentVariable("TYPEDPEER_SCHEDULES") ?? "10000");
        output.WriteLine($"seeds {first} to {first + count - 1}");
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                new ModelSchedule(seed).Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed} (TYPEDPEER_SEED={seed} TYPEDPEER_SCHEDULES=1 runs it alone)", e);
            }
        }
    }
}
