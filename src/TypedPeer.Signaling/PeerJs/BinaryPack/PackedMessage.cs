namespace TypedPeer.Signaling.PeerJs.BinaryPack;

/// <summary>A packed value: what was written, and in between the bytes of the application's, which are not copied.</summary>
internal sealed class PackedMessage(IReadOnlyList<ReadOnlyMemory<byte>> parts, long length)
{
    private int _part;
    private int _at;

    /// <summary>Gets how many bytes it has.</summary>
    public long Length => length;

    /// <summary>Copies the next bytes out, as many as there are or fit.</summary>
    public int Read(Span<byte> into)
    {
        var copied = 0;
        while (copied < into.Length && _part < parts.Count)
        {
            var part = parts[_part].Span[_at..];
            var count = Math.Min(part.Length, into.Length - copied);
            part[..count].CopyTo(into[copied..]);
            copied += count;
            _at += count;
            if (_at == parts[_part].Length)
            {
                _part++;
                _at = 0;
            }
        }

        return copied;
    }
}
