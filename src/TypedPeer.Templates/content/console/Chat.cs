using System.Runtime.CompilerServices;
using TypedPeer;

namespace TypedPeerConsole;

/// <summary>This end's answers. What it throws reaches the caller as an error, and never ends the session.</summary>
internal sealed class Chat : IChat
{
    public async ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken)
    {
        // Both ends serve, and both call: here the one that is called calls back.
        var caller = PeerCallContext.Current!.Session.GetRemote<IChat>();
        await caller.SayAsync($"{name}, I am on my way.");
        return $"Hello, {name}, from process {Environment.ProcessId}.";
    }

    public async IAsyncEnumerable<int> CountDownAsync(int from, TimeSpan every, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = from; number >= 0; number--)
        {
            yield return number;
            await Task.Delay(every, cancellationToken);
        }
    }

    public ValueTask SayAsync(string line)
    {
        Console.WriteLine($"peer: {line}");
        return ValueTask.CompletedTask;
    }
}
