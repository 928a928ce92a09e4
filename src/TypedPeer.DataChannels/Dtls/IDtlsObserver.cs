using TypedPeer.DataChannels.Dtls.Connection;

namespace TypedPeer.DataChannels.Dtls;

/// <summary>
/// What a connection tells its owner, synchronously from inside a call of the owner. Implementations must only record or
/// hand on: they must not call back into the connection, except <see cref="DtlsConnection.Protect"/> from
/// <see cref="OnApplicationData"/>.
/// </summary>
internal interface IDtlsObserver
{
    /// <summary>
    /// The handshake is done and the fingerprint checked. Raised once. A last flight may still wait in
    /// <see cref="DtlsConnection.WriteDatagram"/>: drain it before the first protected record.
    /// </summary>
    void OnConnected();

    /// <summary>Authenticated data of one record, valid during the call, in the buffer given to <see cref="DtlsConnection.HandleDatagram"/>.</summary>
    void OnApplicationData(Span<byte> data);

    /// <summary>The connection ended. Raised once; an alert may still wait in <see cref="DtlsConnection.WriteDatagram"/>.</summary>
    void OnClosed(DtlsCloseReason reason);
}
