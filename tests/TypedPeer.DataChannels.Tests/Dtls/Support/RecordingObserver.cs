using TypedPeer.DataChannels.Dtls;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>Writes down what a connection says.</summary>
internal sealed class RecordingObserver : IDtlsObserver
{
    public int ConnectedCount { get; private set; }

    public List<byte[]> Data { get; } = [];

    public List<DtlsCloseReason> Closed { get; } = [];

    public void OnConnected(long now) => ConnectedCount++;

    public void OnApplicationData(Span<byte> data, long now) => Data.Add(data.ToArray());

    public void OnClosed(DtlsCloseReason reason) => Closed.Add(reason);
}
