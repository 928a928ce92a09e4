namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// Hands out stream ids of this side's parity: even for the DTLS client, odd for the server (RFC 8832, section 6).
/// </summary>
internal sealed class StreamIds
{
    private int _next = -1;
    private int _first;

    /// <summary>Gets whether the parity is known.</summary>
    public bool IsRoleKnown => _next >= 0;

    /// <summary>Gets or sets how many streams the association has; ids are below it. 65535 itself is never used.</summary>
    public int Limit { get; set; } = ushort.MaxValue;

    /// <summary>Fixes the parity.</summary>
    public void SetRole(bool isDtlsClient)
    {
        _first = isDtlsClient ? 0 : 1;
        _next = _first;
    }

    /// <summary>Tells whether the peer may choose an id.</summary>
    public bool IsRemoteParity(ushort id) => (id & 1) != _first;

    /// <summary>Finds an id that is not taken; null when all are.</summary>
    public ushort? Find<TChannel>(Dictionary<ushort, TChannel> taken)
    {
        for (var tries = 0; tries <= ushort.MaxValue / 2; tries++)
        {
            if (_next >= Limit)
            {
                _next = _first;
            }

            var id = _next;
            _next += 2;
            if (id < Limit && !taken.ContainsKey((ushort)id))
            {
                return (ushort)id;
            }
        }

        return null;
    }
}
