using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.Testing;

namespace TypedPeer.Transfers.Tests.Support;

/// <summary>A sender and a receiver over channels in memory, which can be lost; a folder for each.</summary>
internal sealed class TransferPair : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("typedpeer-transfers-");
    private readonly List<PeerSession> _sessions = [];
    private InMemoryPeerChannel? _channel;
    private PeerSession? _session;

    public TransferPair(FileReceiverOptions? options = null)
    {
        Options = options ?? new();
        SourceFolder = _root.CreateSubdirectory("source").FullName;
        TargetFolder = Path.Combine(_root.FullName, "target");
        Receiver = new(TargetFolder, Options);
        Sender = new(NextAsync);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FileReceiverOptions Options { get; }

    public string SourceFolder { get; }

    public string TargetFolder { get; }

    /// <summary>Gets who receives; a new one is what a process has that began anew.</summary>
    public FileReceiver Receiver { get; private set; }

    public FileSender Sender { get; }

    /// <summary>Gets the sender's session.</summary>
    public PeerSession Session => _session!;

    /// <summary>Gets or sets who the sender is to the receiver.</summary>
    public PeerIdentity? Identity { get; set; } = new("sha-256", "AA:AA");

    /// <summary>Gets the files that are there.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(TargetFolder) ? [.. Directory.GetFiles(TargetFolder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Gets the files of transfers that are begun.</summary>
    public IReadOnlyList<string> Parts => Directory.Exists(Path.Combine(TargetFolder, ".transfers")) ? Directory.GetFiles(Path.Combine(TargetFolder, ".transfers"), "*.part") : [];

    public string CreateFile(string name, int length)
    {
        var path = Path.Combine(SourceFolder, name);
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(length));
        return path;
    }

    public byte[] ReadTarget(string name) => File.ReadAllBytes(Path.Combine(TargetFolder, name));

    public Task<IFileTransfer> ConnectAsync() => ConnectAsync(Receiver);

    public async Task<IFileTransfer> ConnectAsync(IFileTransfer receiver)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair(64 * 1024, Identity, Identity);
        _sessions.Add(PeerSession.Start(second, peer => peer.Serve<IFileTransfer>(receiver)));
        _channel = first;
        _session = PeerSession.Start(first);
        _sessions.Add(_session);
        await _session.Connected.WaitAsync(Token);
        return _session.GetRemote<IFileTransfer>();
    }

    /// <summary>Loses the connection.</summary>
    public void Break() => _channel!.Break();

    /// <summary>The receiver's process begins anew.</summary>
    public void Restart()
    {
        Receiver = new(TargetFolder, Options);
        Break();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
        {
            await session.DisposeAsync();
        }

        _root.Delete(recursive: true);
    }

    private async Task<PeerSession> NextAsync(CancellationToken cancellationToken)
    {
        if (_session is null || _session.Completion.IsCompleted)
        {
            await ConnectAsync().WaitAsync(cancellationToken);
        }

        return _session!;
    }
}
