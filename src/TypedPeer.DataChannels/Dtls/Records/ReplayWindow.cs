namespace TypedPeer.DataChannels.Dtls.Records;

/// <summary>
/// Which record numbers were taken (RFC 6347 section 4.1.2.6). <see cref="Mark"/> only after the tag verified: otherwise a
/// forged high number would shut real records out.
/// </summary>
internal struct ReplayWindow
{
    private const int Width = 64;

    private ulong _next;
    private ulong _seen;

    /// <summary>Says whether a record of this number may still be new.</summary>
    public readonly bool MayAccept(ulong sequence)
    {
        if (sequence >= _next)
        {
            return true;
        }

        var age = _next - 1 - sequence;
        return age < Width && (_seen & (1UL << (int)age)) == 0;
    }

    /// <summary>Notes an authentic record.</summary>
    public void Mark(ulong sequence)
    {
        if (sequence >= _next)
        {
            var step = sequence - _next + 1;
            _seen = step >= Width ? 0 : _seen << (int)step;
            _seen |= 1;
            _next = sequence + 1;
            return;
        }

        _seen |= 1UL << (int)(_next - 1 - sequence);
    }
}
