using System.IO.Pipelines;

namespace TypedPeer.Tests.Contracts;

/// <summary>Bytes as applications hand them over: streams and pipes, both ways, and progress.</summary>
[PeerContract]
public partial interface IBytesContract
{
    Task<Stream> OpenAsync(CancellationToken cancellationToken = default);

    ValueTask<PipeReader> PipeAsync(CancellationToken cancellationToken = default);

    ValueTask<long> UploadAsync(Stream content, CancellationToken cancellationToken = default);

    ValueTask<long> UploadPipeAsync(PipeReader content, CancellationToken cancellationToken = default);

    ValueTask<int> WorkAsync(int steps, IProgress<Step> progress, CancellationToken cancellationToken = default);
}

public sealed record Step(int Percent, string Text);

/// <summary>Does what the test wants.</summary>
public sealed class BytesService : IBytesContract
{
    public Func<CancellationToken, Task<Stream>> OnOpen { get; set; } = static _ => Task.FromResult<Stream>(new MemoryStream(new byte[100]));

    public Func<CancellationToken, ValueTask<PipeReader>> OnPipe { get; set; } = static _ => new(PipeReader.Create(new MemoryStream(new byte[100])));

    public Func<Stream, CancellationToken, ValueTask<long>> OnUpload { get; set; } = static async (content, token) =>
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, token);
        return copy.Length;
    };

    public Func<PipeReader, CancellationToken, ValueTask<long>> OnUploadPipe { get; set; } = static async (content, token) =>
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, token);
        await content.CompleteAsync();
        return copy.Length;
    };

    public Func<int, IProgress<Step>, CancellationToken, ValueTask<int>> OnWork { get; set; } = static (steps, _, _) => new(steps);

    public Task<Stream> OpenAsync(CancellationToken cancellationToken = default) => OnOpen(cancellationToken);

    public ValueTask<PipeReader> PipeAsync(CancellationToken cancellationToken = default) => OnPipe(cancellationToken);

    public ValueTask<long> UploadAsync(Stream content, CancellationToken cancellationToken = default) => OnUpload(content, cancellationToken);

    public ValueTask<long> UploadPipeAsync(PipeReader content, CancellationToken cancellationToken = default) => OnUploadPipe(content, cancellationToken);

    public ValueTask<int> WorkAsync(int steps, IProgress<Step> progress, CancellationToken cancellationToken = default) => OnWork(steps, progress, cancellationToken);
}
