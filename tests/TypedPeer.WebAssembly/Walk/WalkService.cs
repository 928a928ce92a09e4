using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace TypedPeer.WebAssembly.Walk;

/// <summary>Answers as the names say.</summary>
public sealed class WalkService(string name = "default") : IWalk
{
    /// <summary>What a program may carry where it starts a session, and no handler is to see.</summary>
    public static AsyncLocal<string?> Carried { get; } = new();

    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource StreamEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<long> Poured { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string> Notes { get; } = [];

    public ValueTask<string> NameAsync() => new(name);

    public ValueTask<int> AddAsync(int left, int right) => new(left + right);

    public Task<string> EchoAsync(string text, CancellationToken cancellationToken = default) => Task.FromResult(text);

    public ValueTask<byte[]> EchoBytesAsync(byte[] bytes) => new(bytes);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Waiting.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled.TrySetResult();
            throw;
        }
    }

    public ValueTask FailAsync(string how) => throw (how switch
    {
        "announced" => new PeerException(PeerStatus.NotFound, "there is no such thing"),
        "detail" => new PeerException(PeerStatus.Application, "none left") { Detail = new OutOfStock("apple", 3) },
        _ => new InvalidOperationException("a secret"),
    });

    public ValueTask NoteAsync(string text)
    {
        Notes.Add(text);
        if (text == "last")
        {
            Noted.TrySetResult();
        }

        return default;
    }

    public ValueTask<string?> HeaderAsync(string name) => new(PeerCallContext.Current!.Headers.GetValueOrDefault(name));

    public async IAsyncEnumerable<int> CountAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (i % 100 == 0)
                {
                    await Task.Yield();
                }

                yield return i;
            }
        }
        finally
        {
            StreamEnded.TrySetResult();
        }
    }

    public async ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default)
    {
        var sum = 0L;
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            sum += number;
        }

        return sum;
    }

    public async IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            yield return number * 2;
        }
    }

    public async ValueTask PourAsync(IAsyncEnumerable<int> drops) => Poured.TrySetResult(await SumAsync(drops));

    public async ValueTask<long> UploadAsync(Stream data, CancellationToken cancellationToken = default)
    {
        using var copy = new MemoryStream();
        await data.CopyToAsync(copy, cancellationToken);
        return copy.Length;
    }

    public ValueTask<Stream> DownloadAsync(int length, CancellationToken cancellationToken = default) => new(new MemoryStream(new byte[length]));

    public Task<PipeReader> PipeAsync(PipeReader input) => Task.FromResult(input);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new byte[1000];
        }
    }

    public Task<int> WorkAsync(int steps, IProgress<Step>? progress, CancellationToken cancellationToken = default)
    {
        for (var i = 1; i <= steps; i++)
        {
            progress?.Report(new Step(i));
        }

        return Task.FromResult(steps);
    }

    public ValueTask<ICounter> CounterAsync(int start) => new(new Counter(start));

    public async ValueTask<int> CallBackAsync(ICounter counter, ICounter? other) => await counter.NextAsync(1) + (other is null ? 0 : await other.NextAsync(10));

    public async ValueTask<string> AskCallerAsync(string text) => $"asked: {await PeerCallContext.Current!.Session.GetRemote<IWalk>().EchoAsync(text)}";

    public ValueTask<bool> IsCarriedAsync() => new(Carried.Value is not null);

    public ValueTask<Sample> SampleAsync(Sample value) => new(value);

    public ValueTask<Settings> SettingsAsync(Settings value) => new(value);

    public ValueTask<Node> NodeAsync(Node value) => new(value);
}

/// <summary>Counts where it is.</summary>
public sealed class Counter(int start) : ICounter
{
    private int _value = start;

    public ValueTask<int> NextAsync(int by) => new(_value += by);
}
