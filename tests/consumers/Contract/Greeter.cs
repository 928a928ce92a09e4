using System.Runtime.CompilerServices;

namespace Contract;

public sealed class Greeter : IGreeter
{
    public ValueTask<Greeting> GreetAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Greeting($"Hello, {name}", DateTimeOffset.UnixEpoch));

    public async IAsyncEnumerable<int> CountAsync(int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
