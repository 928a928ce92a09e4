namespace TypedPeer.Samples.RequestResponse;

/// <summary>One line each way over a pair of pipes: standard input and output of the second process.</summary>
internal sealed class PipeSignalling(TextReader reader, TextWriter writer) : ISignalling
{
    public async Task SendAsync(string code, CancellationToken cancellationToken)
    {
        await writer.WriteLineAsync(code.AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
    }

    public async Task<string?> ReceiveAsync(string expectedKind, CancellationToken cancellationToken) =>
        await reader.ReadLineAsync(cancellationToken);
}
