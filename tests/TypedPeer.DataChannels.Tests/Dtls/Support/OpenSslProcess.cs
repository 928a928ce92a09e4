using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TypedPeer.DataChannels.Dtls;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>An <c>openssl s_client</c> or <c>s_server</c> with a fresh self-signed certificate.</summary>
internal sealed class OpenSslProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedpeer-openssl-");
    private readonly StringBuilder _output = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiting = [];
    private readonly Lock _lock = new();
    private Process? _process;

    private OpenSslProcess()
    {
    }

    public DtlsFingerprint Fingerprint { get; private set; } = null!;

    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a client or server at a port of the loopback interface.</summary>
    /// <param name="keyArguments">What <c>openssl req -newkey</c> takes.</param>
    /// <param name="arguments">The program and its options, apart from certificate and version.</param>
    public static async Task<OpenSslProcess> StartAsync(string arguments, string keyArguments = "ec -pkeyopt ec_paramgen_curve:P-256")
    {
        var peer = new OpenSslProcess();
        var certificate = Path.Combine(peer._folder.FullName, "cert.pem");
        var key = Path.Combine(peer._folder.FullName, "key.pem");
        using (var request = Start($"req -x509 -newkey {keyArguments} -nodes -keyout {key} -out {certificate} -days 2 -subj /CN=openssl"))
        {
            var error = await request.StandardError.ReadToEndAsync();
            await request.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(request.ExitCode == 0, error);
        }

        using (var x509 = X509CertificateLoader.LoadCertificateFromFile(certificate))
        {
            peer.Fingerprint = DtlsFingerprint.Compute(x509.RawData);
        }

        peer._process = Start($"{arguments} -dtls1_2 -cert {certificate} -key {key}");
        _ = peer.ReadAsync(peer._process.StandardOutput);
        _ = peer.ReadAsync(peer._process.StandardError);
        return peer;
    }

    public static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    public Task WriteLineAsync(string line) => _process!.StandardInput.WriteLineAsync(line);

    public async Task SeesAsync(string text)
    {
        Task seen;
        lock (_lock)
        {
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, source));
            seen = source.Task;
        }

        try
        {
            await seen.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"openssl never said '{text}'. It said:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static Process Start(string arguments)
    {
        var process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.AutoFlush = true;
        return process;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_lock)
            {
                _output.Append(buffer, 0, count);
                var text = _output.ToString();
                _waiting.Where(w => text.Contains(w.Text, StringComparison.Ordinal)).ToList().ForEach(w => w.Seen.TrySetResult());
            }
        }
    }
}
