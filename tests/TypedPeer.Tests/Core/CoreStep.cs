namespace TypedPeer.Tests.Core;

/// <summary>One input of a session's core: everything that may come to it from outside, the time included.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Now">When, in microseconds.</param>
/// <param name="Number">Which one it is about, or how many bytes.</param>
/// <param name="Bytes">A channel message, or the arguments of a call.</param>
internal sealed record CoreStep(CoreStepKind Kind, long Now, int Number = 0, byte[]? Bytes = null);

/// <summary>What may happen to a session's core.</summary>
internal enum CoreStepKind
{
    Open,
    Message,
    Time,
    Unary,
    OneWay,
    Download,
    Upload,
    Cancel,
    Start,
    Answer,
    Fail,
    Produce,
    Complete,
    Take,
    Stop,
}
