using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>A program in Node that has joined a room (Node/join.mjs), over node-datachannel.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _node;
    private readonly Task<string> _failure;
    private readonly string? _certificate;

    private NodePeer(string id, Process node, string? certificate) => (Id, _node, _failure, _certificate) = (id, node, node.StandardError.ReadToEndAsync(), certificate);

    public string Id { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a program, and returns it when it is in the room.</summary>
    /// <param name="signalling">The server.</param>
    /// <param name="id">What others call it by.</param>
    /// <param name="hasCertificate">Whether all its connections have one certificate; each its own otherwise, as node-datachannel makes them.</param>
    public static async Task<NodePeer> JoinAsync(Uri signalling, string id, bool hasCertificate = false)
    {
        var root = RepositoryRoot.Path;
        var certificate = hasCertificate ? WriteCertificate() : null;
        string[] arguments =
        [
            Path.Combine(root, "tests", "TypedPeer.TypeScript.Tests", "Node", "join.mjs"), signalling.AbsoluteUri, id, JsonSerializer.Serialize(Described.As<IWorkshop>()),
            await TypeScriptPackage.CompiledAsync(), Path.Combine(root, "tests", "peers"),
            .. certificate is null ? [] : new[] { certificate, $"{certificate}.key" },
        ];
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var peer = new NodePeer(id, Process.Start(start)!, certificate);
        Assert.Equal("joined", await peer.ReadAsync());
        return peer;
    }

    /// <summary>Greets another peer, over a link that is made where there is none, and returns its answer.</summary>
    public async Task<string> GreetAsync(string peer)
    {
        await TellAsync($"greet {peer}");
        return await ReadAsync();
    }

    /// <summary>Takes away the connection under the link to a peer.</summary>
    public Task LoseAsync(string peer) => TellAsync($"lose {peer}");

    /// <summary>Ends the program, which must not have complained.</summary>
    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        try
        {
            await _node.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            Assert.Empty(await _failure);
        }
        finally
        {
            _node.Kill();
            _node.Dispose();
            if (_certificate is not null)
            {
                File.Delete(_certificate);
                File.Delete($"{_certificate}.key");
            }
        }
    }

    private static string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.GetTempFileName();
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText($"{file}.key", key.ExportPkcs8PrivateKeyPem());
        return file;
    }

    private async Task TellAsync(string line)
    {
        await _node.StandardInput.WriteLineAsync(line.AsMemory(), Token);
        await _node.StandardInput.FlushAsync(Token);
    }

    private async Task<string> ReadAsync() =>
        await _node.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token) ?? throw new InvalidOperationException($"{Id} has ended: {await _failure}");
}
