using Contract;
using TypedPeer;

namespace Speaking;

/// <summary>Greets, and speaks.</summary>
[PeerContract]
public partial interface ISpeaker : IGreeter
{
    /// <summary>Says something aloud.</summary>
    /// <param name="text">What is said.</param>
    Task SayAsync(string text, Mood mood);
}

public enum Mood
{
    Calm,
    Loud,
}
