namespace TypedPeer.DataChannels.Dcep.Streams;

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

    /// <summary>Says that an id is in use; the next search begins behind it.</summary>
    public void Use(ushort id) => _next = id + 2;

    /// <summary>Finds an id that is not taken; null when all are.</summary>
    public ushort? Find(Predicate<ushort> isTaken)
    {
        var next = _next;
        for (var tries = 0; tries <= ushort.MaxValue / 2; tries++)
        {
            if (next >= Limit)
            {
                next = _first;
            }

            var id = next;
            next += 2;
            if (id < Limit && !isTaken((ushort)id))
            {
                return (ushort)id;
            }
        }

        return null;
    }
}
