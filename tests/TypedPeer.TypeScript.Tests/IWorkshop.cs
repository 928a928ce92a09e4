using System.Runtime.CompilerServices;

namespace TypedPeer.TypeScript.Tests;

/// <summary>What both sides serve in these tests: a method of each kind.</summary>
[PeerContract]
public partial interface IWorkshop
{
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);

    ValueTask<int> AddAsync(int first, int second);

    /// <summary>Fails with an error that is announced.</summary>
    ValueTask FailAsync(string message);

    /// <summary>Answers when its caller gives up.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask NoteAsync(string text);

    /// <summary>Returns what was noted.</summary>
    ValueTask<List<string>> NotesAsync();

    IAsyncEnumerable<int> CountAsync(int to, CancellationToken cancellationToken = default);

    ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers);

    /// <summary>Returns a stream of so many bytes.</summary>
    ValueTask<Stream> ReadAsync(int length, CancellationToken cancellationToken = default);

    /// <summary>Counts the bytes of a stream.</summary>
    ValueTask<long> WriteAsync(Stream bytes);

    /// <summary>Reports each step.</summary>
    ValueTask<int> WorkAsync(int steps, IProgress<int> progress);

    /// <summary>Returns an object that stays with its owner.</summary>
    ValueTask<ITool> ToolAsync(string name);

    /// <summary>Uses an object of the caller's.</summary>
    ValueTask<string> UseAsync(ITool tool);

    /// <summary>Of which only the newest counts.</summary>
    [OneWay, LatestWins]
    ValueTask MovedAsync(int position);

    /// <summary>That may be lost.</summary>
    [OneWay, Unreliable]
    ValueTask VoiceAsync(int number);
}

/// <summary>An object that is passed by reference.</summary>
[PeerContract]
public partial interface ITool
{
    ValueTask<string> TurnAsync(int times);
}

/// <summary>Serves it.</summary>
internal sealed class Workshop : IWorkshop
{
    private readonly List<string> _notes = [];
    private readonly TaskCompletionSource _somebodyGaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what is done when a caller that waited has given up.</summary>
    public Task SomebodyGaveUp => _somebodyGaveUp.Task;

    public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult($"Hello, {name}!");

    public ValueTask<int> AddAsync(int first, int second) => ValueTask.FromResult(first + second);

    public ValueTask FailAsync(string message) => throw new PeerException(PeerStatus.NotFound, message);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            _somebodyGaveUp.TrySetResult();
        }
    }

    public ValueTask NoteAsync(string text)
    {
        _notes.Add(text);
        return default;
    }

    public ValueTask<List<string>> NotesAsync() => ValueTask.FromResult(_notes.ToList());

    public async IAsyncEnumerable<int> CountAsync(int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; number < to; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return number;
            await Task.Yield();
        }
    }

    public async ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers)
    {
        var sum = 0L;
        await foreach (var number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    public ValueTask<Stream> ReadAsync(int length, CancellationToken cancellationToken) => ValueTask.FromResult<Stream>(new MemoryStream(new byte[length]));

    public async ValueTask<long> WriteAsync(Stream bytes)
    {
        var count = 0L;
        var buffer = new byte[4096];
        for (int read; (read = await bytes.ReadAsync(buffer)) > 0; count += read)
        {
        }

        return count;
    }

    public ValueTask<int> WorkAsync(int steps, IProgress<int> progress)
    {
        for (var step = 1; step <= steps; step++)
        {
            progress.Report(step);
        }

        return ValueTask.FromResult(steps);
    }

    public ValueTask<ITool> ToolAsync(string name) => ValueTask.FromResult<ITool>(new Tool(name));

    public ValueTask<string> UseAsync(ITool tool) => tool.TurnAsync(3);

    public ValueTask MovedAsync(int position) => NoteAsync($"at {position}");

    public ValueTask VoiceAsync(int number) => NoteAsync($"voice {number}");
}

/// <summary>A tool that says what was done with it.</summary>
internal sealed class Tool(string name) : ITool
{
    public ValueTask<string> TurnAsync(int times) => ValueTask.FromResult($"{name} turned {times} times");
}
