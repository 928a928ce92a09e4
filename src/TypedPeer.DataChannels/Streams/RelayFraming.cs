using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Streams;

/// <summary>The messages of TURN, which delimit themselves (RFC 8656, section 3.1).</summary>
internal sealed class RelayFraming : StreamFraming
{
    public static readonly RelayFraming Instance = new();

    /// <inheritdoc/>
    public override int LongestFrame => 20 + ushort.MaxValue + 3;

    /// <inheritdoc/>
    public override int GetWhole(ReadOnlySpan<byte> data, int longest) => TurnFrames.GetWhole(data);

    /// <inheritdoc/>
    public override int GetLength(in SendRun run) => run.Length;

    /// <inheritdoc/>
    public override void Write(in SendRun run, ReadOnlySpan<byte> data, Span<byte> destination) => data.CopyTo(destination);
}
