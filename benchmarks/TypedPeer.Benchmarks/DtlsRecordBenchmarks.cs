using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Connection;

namespace TypedPeer.Benchmarks;

/// <summary>One DTLS record out and in again, beside the bare cipher doing the same: the difference is what the record layer costs.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The benchmark host calls Cleanup.")]
[MemoryDiagnoser]
[SimpleJob(RuntimeMoniker.HostProcess, launchCount: 1, warmupCount: 3, iterationCount: 8)]
public class DtlsRecordBenchmarks
{
    private const int Records = 4096;

    private readonly byte[] _buffer = new byte[1500];
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _additional = new byte[13];
    private readonly byte[] _tag = new byte[16];
    private AesGcm _aes = null!;
    private DtlsConnection _client = null!;
    private DtlsConnection _server = null!;

    /// <summary>The smallest SCTP packet with a message, and one that fills a datagram.</summary>
    [Params(64, 1160)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _aes = new AesGcm(RandomNumberGenerator.GetBytes(16), _tag.Length);
        var certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        _client = new DtlsConnection(DtlsRole.Client, certificate, DtlsOptions.Default, new Silent());
        _server = new DtlsConnection(DtlsRole.Server, certificate, DtlsOptions.Default, new Silent());
        _client.SetExpectedFingerprints([certificate.Fingerprint], now: 0);
        _server.SetExpectedFingerprints([certificate.Fingerprint], now: 0);
        _client.Start(0);
        while (_client.State != DtlsState.Connected)
        {
            _server.HandleDatagram(_buffer.AsSpan(0, _client.WriteDatagram(_buffer, 0)), 0);
            _client.HandleDatagram(_buffer.AsSpan(0, _server.WriteDatagram(_buffer, 0)), 0);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _client.Dispose();
        _server.Dispose();
        _aes.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public void Bare_cipher()
    {
        var text = _buffer.AsSpan(0, Length);
        for (var i = 0; i < Records; i++)
        {
            _nonce[11]++;
            _aes.Encrypt(_nonce, text, text, _tag, _additional);
            _aes.Decrypt(_nonce, text, _tag, text, _additional);
        }
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public void Record()
    {
        for (var i = 0; i < Records; i++)
        {
            _server.HandleDatagram(_buffer.AsSpan(0, _client.Protect(_buffer, Length)), 0);
        }
    }

    private sealed class Silent : IDtlsObserver
    {
        public void OnConnected(long now)
        {
        }

        public void OnApplicationData(Span<byte> data, long now)
        {
        }

        public void OnClosed(DtlsCloseReason reason)
        {
        }
    }
}
