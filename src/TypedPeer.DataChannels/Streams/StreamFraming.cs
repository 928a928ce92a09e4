using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Streams;

/// <summary>How datagrams follow one another on a stream.</summary>
internal abstract class StreamFraming
{
    /// <summary>Gets the longest frame, with all that is before and behind the datagram in it.</summary>
    public abstract int LongestFrame { get; }

    /// <summary>Tells how many bytes at the start are whole frames; -1 when it is no frame that begins, or one that is longer than it may be.</summary>
    /// <param name="data">What has come and was not taken yet.</param>
    /// <param name="longest">The longest datagram that is taken.</param>
    public abstract int GetWhole(ReadOnlySpan<byte> data, int longest);

    /// <summary>Tells how long a run is as frames.</summary>
    public abstract int GetLength(in SendRun run);

    /// <summary>Writes a run as frames.</summary>
    public abstract void Write(in SendRun run, ReadOnlySpan<byte> data, Span<byte> destination);
}
