using System.Text.Json;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>What may happen to a session.</summary>
internal enum SessionStepKind
{
    /// <summary>A message comes.</summary>
    Message,

    /// <summary>A datagram comes by the lane beside the channel.</summary>
    Datagram,

    /// <summary>The application calls; the number says what.</summary>
    Call,

    /// <summary>The application gives up the call with the number.</summary>
    Cancel,

    /// <summary>So many milliseconds pass.</summary>
    Time,

    /// <summary>A handler that waits goes on.</summary>
    LetGo,

    /// <summary>The application stops the session.</summary>
    Stop,

    /// <summary>The channel closes.</summary>
    Close,

    /// <summary>There is another channel, whose peer says to have so many of the session's messages.</summary>
    Channel,

    /// <summary>The peer says its part there: the number says what.</summary>
    Say,
}

/// <summary>One thing that happens to a session.</summary>
/// <param name="Kind">What.</param>
/// <param name="Number">Which call, or how long.</param>
/// <param name="Bytes">The message.</param>
internal sealed record SessionStep(SessionStepKind Kind, int Number = 0, byte[]? Bytes = null)
{
    /// <summary>Returns a line that Node reads.</summary>
    public static string Write(IEnumerable<SessionStep> steps) =>
        JsonSerializer.Serialize(steps.Select(step => new object[] { step.Kind.ToString(), step.Number, Convert.ToHexString(step.Bytes ?? []) }));

    public override string ToString() => Bytes is null ? $"{Kind} {Number}" : $"{Kind} {string.Join(" ", SessionFrame.Split(Bytes))}";
}
