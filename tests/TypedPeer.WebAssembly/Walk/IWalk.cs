using System.IO.Pipelines;

namespace TypedPeer.WebAssembly.Walk;

/// <summary>Every shape a call can have.</summary>
[PeerContract]
[PeerError(typeof(OutOfStock))]
public partial interface IWalk : INamed
{
    ValueTask<int> AddAsync(int left, int right);

    Task<string> EchoAsync(string text, CancellationToken cancellationToken = default);

    ValueTask<byte[]> EchoBytesAsync(byte[] bytes);

    ValueTask WaitAsync(CancellationToken cancellationToken);

    ValueTask FailAsync(string how);

    [OneWay]
    ValueTask NoteAsync(string text);

    [Concurrent]
    ValueTask<string?> HeaderAsync(string name);

    IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask PourAsync(IAsyncEnumerable<int> drops);

    ValueTask<long> UploadAsync(Stream data, CancellationToken cancellationToken = default);

    ValueTask<Stream> DownloadAsync(int length, CancellationToken cancellationToken = default);

    Task<PipeReader> PipeAsync(PipeReader input);

    IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(int count, CancellationToken cancellationToken = default);

    Task<int> WorkAsync(int steps, IProgress<Step>? progress, CancellationToken cancellationToken = default);

    ValueTask<ICounter> CounterAsync(int start);

    ValueTask<int> CallBackAsync(ICounter counter, ICounter? other);

    ValueTask<string> AskCallerAsync(string text);

    ValueTask<bool> IsCarriedAsync();

    ValueTask<Sample> SampleAsync(Sample value);

    ValueTask<Settings> SettingsAsync(Settings value);

    ValueTask<Node> NodeAsync(Node value);

    string Describe() => "local";
}

/// <summary>What another contract inherits from.</summary>
[PeerContract]
public partial interface INamed
{
    ValueTask<string> NameAsync();
}

/// <summary>An object that travels as a reference.</summary>
[PeerContract]
public partial interface ICounter
{
    ValueTask<int> NextAsync(int by);
}
