using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Driving;

/// <summary>A channel message that was composed and not sent: a buffer of which whoever sends it has a reference, and which part of it the message is. There is no buffer before the first. A message that stays is kept there: nobody writes to it as long as anybody has a reference.</summary>
internal readonly record struct ComposedMessage(SendBuffer? Buffer, int Start, int Length, bool Stays = false)
{
    public ReadOnlySpan<byte> Bytes => Buffer!.Bytes.AsSpan(Start, Length);
}
