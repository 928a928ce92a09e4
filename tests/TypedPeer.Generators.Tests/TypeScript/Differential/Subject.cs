using System.Runtime.CompilerServices;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>Serves the contract, and writes down what its handlers were given and how they ended. <c>test/session/differential/subject.ts</c> is the same in TypeScript.</summary>
internal sealed class Subject(Action<string> log) : ISubject
{
    /// <summary>More than this nobody is given.</summary>
    public const int MostItems = 50;

    private readonly SortedList<string, TaskCompletionSource<int>> _held = new(StringComparer.Ordinal);
    private int _letGo;

    /// <summary>A failure as it is written down.</summary>
    public static string Said(PeerException failure) => $"{(int)failure.Status} {failure.Fate}".ToLowerInvariant();

    /// <summary>Lets the handler go on that is the first by its name: in which order concurrent ones started is nobody's business.</summary>
    public void LetGo()
    {
        while (_held.Count > 0)
        {
            var first = _held.Values[0];
            _held.RemoveAt(0);
            if (first.TrySetResult(_letGo + 1))
            {
                _letGo++;
                return;
            }
        }
    }

    public ValueTask<string> EchoAsync(string text)
    {
        log($"echo {text}");
        return ValueTask.FromResult(text);
    }

    public ValueTask NoteAsync(string text)
    {
        log($"note {text}");
        return default;
    }

    public ValueTask HintAsync(string text)
    {
        log($"hint {text}");
        return default;
    }

    public ValueTask<int> HoldAsync(string text, CancellationToken cancellationToken) => HoldOnAsync($"hold {text}", cancellationToken);

    public ValueTask<int> HoldApartAsync(string text, CancellationToken cancellationToken) => HoldOnAsync($"hold apart {text}", cancellationToken);

    public async ValueTask HoldNoteAsync(string text, CancellationToken cancellationToken) => await HoldOnAsync($"hold note {text}", cancellationToken);

    public async ValueTask MovedAsync(int position, CancellationToken cancellationToken) => await HoldOnAsync($"moved {position}", cancellationToken);

    public ValueTask FailAsync(int status, string message)
    {
        log($"fail {status} {message}");
        throw status < 0 ? new InvalidOperationException(message) : new PeerException((PeerStatus)status, message);
    }

    public async IAsyncEnumerable<int> CountAsync(int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        log($"count {to}");
        for (var number = 0; number < Math.Min(to, MostItems); number++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                log("count gives up");
                yield break;
            }

            yield return number;
        }

        await Task.CompletedTask;
    }

    public async ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        log("sum");
        var sum = 0L;
        try
        {
            await foreach (var number in numbers)
            {
                log($"adds {number}");
                sum += number;
            }
        }
        catch (PeerException e)
        {
            log($"sum fails {(int)e.Status}");
            throw new PeerException(PeerStatus.Application, "no sum");
        }

        catch (OperationCanceledException)
        {
            // The other language has a status for it.
            log($"sum fails {(int)PeerStatus.Cancelled}");
            throw;
        }

        log($"sum is {sum}");
        return sum;
    }

    public async IAsyncEnumerable<string> DoubleAsync(IAsyncEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        log("double");
        await foreach (var text in texts)
        {
            log($"doubles {text}");
            yield return text + text;
        }
    }

    public ValueTask<int> WorkAsync(int steps, IProgress<int> progress)
    {
        log($"work {steps}");
        for (var step = 1; step <= Math.Min(steps, MostItems); step++)
        {
            progress.Report(step);
        }

        return ValueTask.FromResult(steps);
    }

    public ValueTask<ISubjectTool> ToolAsync(string name)
    {
        log($"tool {name}");
        return ValueTask.FromResult<ISubjectTool>(new SubjectTool(name, log));
    }

    public async ValueTask<string> UseAsync(ISubjectTool tool)
    {
        log("use");
        try
        {
            return await tool.TurnAsync(3);
        }
        catch (PeerException e)
        {
            log($"use fails {Said(e)}");
            throw new PeerException(PeerStatus.Application, "no use");
        }
        finally
        {
            PeerReference.Release(tool);
        }
    }

    private async ValueTask<int> HoldOnAsync(string what, CancellationToken cancellationToken)
    {
        log(what);
        var held = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _held[what] = held;
        await using var registration = cancellationToken.Register(() => held.TrySetCanceled(cancellationToken));
        try
        {
            var number = await held.Task;
            log($"{what} goes on");
            return number;
        }
        catch (OperationCanceledException)
        {
            log($"{what} gives up");
            throw;
        }
    }
}

/// <summary>Says what was done with it.</summary>
internal sealed class SubjectTool(string name, Action<string> log) : ISubjectTool
{
    public ValueTask<string> TurnAsync(int times)
    {
        log($"{name} turns {times}");
        return ValueTask.FromResult($"{name} {times}");
    }
}
