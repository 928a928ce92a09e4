using System.Globalization;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>What happens to a session, from its start on, and the limits it starts with.</summary>
internal sealed record SessionScript(int MaxMessageBytes, int StreamWindowBytes, IReadOnlyList<SessionStep> Steps)
{
    /// <summary>Gets what each byte of the peer's share of a session's key is, where the session may go on over another channel; null where it ends with its channel.</summary>
    public int? Share { get; init; }

    /// <summary>Gets a value indicating whether the channel has a lane for datagrams.</summary>
    public bool HasLane { get; init; }

    /// <summary>Gets a value indicating whether flags of a call are no number that TypeScript can tell from its neighbours (docs/interop.md, "Sessions in TypeScript").</summary>
    public bool HasHugeFlags => Steps.SelectMany(static step => SessionFrame.Split(step.Bytes ?? [])).Any(static frame => frame.Type == FrameType.Call && frame.HasHuge(2));

    /// <summary>Returns a line that Node reads.</summary>
    public string Write() => $"[{MaxMessageBytes},{StreamWindowBytes},{Share?.ToString(CultureInfo.InvariantCulture) ?? "null"},{(HasLane ? "true" : "false")},{SessionStep.Write(Steps)}]";

    public override string ToString() => $"{MaxMessageBytes} bytes a message, a window of {StreamWindowBytes}, a share of {Share}{(HasLane ? ", a lane" : string.Empty)}\n  {string.Join("\n  ", Steps)}";
}
