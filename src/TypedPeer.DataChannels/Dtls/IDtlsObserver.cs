namespace TypedPeer.DataChannels.Dtls;

/// <summary>
/// What a connection tells its owner, synchronously from inside a call of the owner. Implementations must only record or
/// hand on: they must not call back into the connection, except <see cref="IDtlsConnection.Protect"/> from
/// <see cref="OnApplicationData"/>.
/// </summary>
internal interface IDtlsObserver
{
    /// <summary>
    /// The handshake is done and the fingerprint checked. Raised once. A last flight may still wait in
    /// <see cref="IDtlsConnection.WriteDatagram"/>: drain it before the first protected record.
    /// </summary>
    void OnConnected(long now);

    /// <summary>Authenticated data of one record, valid during the call, in the buffer given to <see cref="IDtlsConnection.HandleDatagram"/>.</summary>
    void OnApplicationData(Span<byte> data, long now);

    /// <summary>The connection ended. Raised once; an alert may still wait in <see cref="IDtlsConnection.WriteDatagram"/>.</summary>
    void OnClosed(DtlsCloseReason reason);
}
