using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Connection;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>A connection with its certificate and its observer.</summary>
internal sealed class DtlsEnd : IDisposable
{
    private static readonly Lazy<DtlsCertificate> ClientCertificate = new(() => DtlsCertificate.Create(TimeProvider.System.GetUtcNow()));
    private static readonly Lazy<DtlsCertificate> ServerCertificate = new(() => DtlsCertificate.Create(TimeProvider.System.GetUtcNow()));

    public DtlsEnd(DtlsRole role, DtlsOptions? options = null, DtlsCertificate? certificate = null)
    {
        Certificate = certificate ?? (role == DtlsRole.Client ? ClientCertificate : ServerCertificate).Value;
        Connection = new DtlsConnection(role, Certificate, options ?? DtlsOptions.Default, Observer);
    }

    public DtlsCertificate Certificate { get; }

    public RecordingObserver Observer { get; } = new();

    public DtlsConnection Connection { get; }

    public DtlsState State => Connection.State;

    public void Expect(DtlsEnd peer) => Connection.SetExpectedFingerprints([peer.Certificate.Fingerprint], now: 0);

    /// <summary>Everything that waits to be written, one array per datagram.</summary>
    public List<byte[]> Drain(long now, int size = 1500)
    {
        var datagrams = new List<byte[]>();
        var buffer = new byte[size];
        while (Connection.WriteDatagram(buffer, now) is > 0 and var length)
        {
            datagrams.Add(buffer[..length]);
        }

        return datagrams;
    }

    public void Receive(byte[] datagram, long now) => Connection.HandleDatagram(datagram.ToArray(), now);

    public byte[] Protect(ReadOnlySpan<byte> plaintext)
    {
        var record = new byte[plaintext.Length + DtlsConnection.RecordOverhead];
        plaintext.CopyTo(record.AsSpan(DtlsConnection.PlaintextOffset));
        return record[..Connection.Protect(record, plaintext.Length)];
    }

    public void Dispose() => Connection.Dispose();
}
