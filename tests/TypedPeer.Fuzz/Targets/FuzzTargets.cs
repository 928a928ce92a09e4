namespace TypedPeer.Fuzz.Targets;

/// <summary>All targets by name.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new StunTarget(), new TurnTarget(), new ListenerTarget(), new DtlsTarget(), new SctpTarget(), new DcepTarget(), new SdpTarget(), new MdnsTarget(), new FramesTarget(), new PeerJsTarget(), new SignallingTarget(), new SessionTarget(), new ComposedTarget(),
    ];

    /// <summary>Finds one target, or every one by the name <c>all</c>; none for an unknown name.</summary>
    public static IReadOnlyList<IFuzzTarget> Find(string name) =>
        name == "all" ? All : [.. All.Where(target => target.Name == name)];
}
