namespace TypedPeer.Samples.Chat.Room;

/// <summary>What the members of a room can ask of each other, beside sending files. All serve it, all call it.</summary>
[PeerContract]
public partial interface IMember
{
    /// <summary>Says a line. Its number is higher than those before it: a line whose answer was lost is said again, and counts once.</summary>
    ValueTask SayAsync(long number, string text, CancellationToken cancellationToken = default);
}
