namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>Calls what the other side serves, one call of each kind by its number, and writes down how each ends. <c>test/session/differential/caller.ts</c> is the same in TypeScript.</summary>
/// <param name="plain">What is called without a limit of time.</param>
/// <param name="timed">What is called with one.</param>
/// <param name="log">Where it is written down.</param>
internal sealed class SubjectCaller(ISubject plain, ISubject timed, Action<string> log)
{
    /// <summary>How many kinds of calls there are; numbers above are the same calls with a limit of time.</summary>
    public const int Kinds = 13;

    private readonly List<CancellationTokenSource> _calls = [];

    /// <summary>Makes a call.</summary>
    public void Call(int kind)
    {
        var source = new CancellationTokenSource();
        var number = _calls.Count;
        _calls.Add(source);
        _ = EndAsync(number, MakeAsync(number, kind % Kinds, kind < Kinds ? plain : timed, source.Token));
    }

    /// <summary>Gives up a call.</summary>
    public void Cancel(int number)
    {
        if (number < _calls.Count)
        {
            _calls[number].Cancel();
        }
    }

    private async Task EndAsync(int number, Task<string> call)
    {
        try
        {
            log($"call {number} is {await call}");
        }
        catch (PeerException e)
        {
            log($"call {number} fails {Subject.Said(e)}");
        }
        catch (OperationCanceledException)
        {
            log($"call {number} is cancelled");
        }
    }

    private async Task<string> MakeAsync(int number, int kind, ISubject remote, CancellationToken token)
    {
        switch (kind)
        {
            case 0:
                return await remote.EchoAsync("text");
            case 1:
                await remote.NoteAsync("text");
                return "sent";
            case 2:
                return $"{await remote.HoldAsync("text", token)}";
            case 3:
                await remote.FailAsync(7, "text");
                return "well";
            case 4:
                return await ReadAsync(number, remote.CountAsync(9, token), int.MaxValue);
            case 5:
                return await ReadAsync(number, remote.CountAsync(9, token), 1);
            case 6:
                return $"{await remote.SumAsync(Numbers(), token)}";
            case 7:
                return await ReadAsync(number, remote.DoubleAsync(Texts(), token), int.MaxValue);
            case 8:
                return $"{await remote.WorkAsync(3, new Reported(step => log($"call {number} reports {step}")))}";
            case 9:
                return await remote.UseAsync(new SubjectTool($"tool of {number}", log));
            case 10:
                await remote.MovedAsync(number, CancellationToken.None);
                return "sent";
            case 11:
                await remote.HintAsync(number % 2 == 0 ? "text" : new string('h', 2000));
                return "sent";
            default:
                return await TurnAsync(remote);
        }
    }

    private static async Task<string> TurnAsync(ISubject remote)
    {
        var tool = await remote.ToolAsync("theirs");
        try
        {
            return await tool.TurnAsync(2);
        }
        finally
        {
            PeerReference.Release(tool);
        }
    }

    private async Task<string> ReadAsync<T>(int number, IAsyncEnumerable<T> items, int most)
    {
        var read = 0;
        await foreach (var item in items)
        {
            log($"call {number} has {item}");
            if (++read == most)
            {
                return "left";
            }
        }

        return "read";
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        for (var i = 1; i <= 9; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<string> Texts()
    {
        await foreach (var number in Numbers())
        {
            yield return new string('x', number);
        }
    }

    private sealed class Reported(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
