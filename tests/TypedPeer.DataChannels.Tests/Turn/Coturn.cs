using System.Net;
using System.Net.Security;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>coturn with a user whose password lasts.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    public const string Username = "ada";
    public const string Password = "correct-horse";

    private readonly CoturnProcess _process;

    private Coturn(CoturnProcess process) => _process = process;

    public IPAddress Address => _process.EndPoint.Address;

    public int Port => _process.EndPoint.Port;

    public int TlsPort => _process.TlsPort;

    public int ProcessId => _process.ProcessId;

    public static Task<Coturn> StartAsync(CancellationToken token, params string[] lines) => StartAsync(IPAddress.Loopback, token, lines);

    public static async Task<Coturn> StartAsync(IPAddress address, CancellationToken token, params string[] lines) =>
        new(await CoturnProcess.StartAsync(address, ["lt-cred-mech", $"user={Username}:{Password}", "realm=typedpeer.test", .. lines], token));

    public IceServer Server(string transport = "udp") => new($"turn:{Address}:{Port}?transport={transport}") { Username = Username, Credential = Password };

    /// <summary>The same over TLS, if it was given a certificate.</summary>
    public IceServer SecuredServer(RemoteCertificateValidationCallback? validation) =>
        new($"turns:{Address}:{TlsPort}") { Username = Username, Credential = Password, CertificateValidation = validation };

    /// <inheritdoc cref="CoturnProcess.Kill"/>
    public void Kill() => _process.Kill();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
