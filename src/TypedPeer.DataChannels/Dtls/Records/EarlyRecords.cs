namespace TypedPeer.DataChannels.Dtls.Records;

/// <summary>
/// A few records that overtook the message which makes them readable, kept as they came: losing them would cost a whole
/// timeout of the peer. Tiny, since anybody may have sent them.
/// </summary>
internal sealed class EarlyRecords
{
    /// <summary>How many records are kept: more than a last flight and a first SCTP packet.</summary>
    public const int MaxRecords = 8;

    /// <summary>How many bytes they may have together.</summary>
    public const int MaxBytes = 4096;

    private List<byte[]> _records = [];
    private int _bytes;

    /// <summary>Gets how many bytes are held.</summary>
    public int Bytes => _bytes;

    /// <summary>Keeps a copy of one whole record if there is room; otherwise the peer will send it again.</summary>
    public void Keep(ReadOnlySpan<byte> record)
    {
        if (_records.Count < MaxRecords && _bytes + record.Length <= MaxBytes)
        {
            _records.Add(record.ToArray());
            _bytes += record.Length;
        }
    }

    /// <summary>Hands over what is kept, in order of arrival, and forgets it.</summary>
    public List<byte[]> TakeAll()
    {
        var taken = _records;
        _records = [];
        _bytes = 0;
        return taken;
    }
}
