namespace TypedPeer.Samples.RequestResponse;

/// <summary>The stacks this build can connect with.</summary>
internal static class Transports
{
    public const string Ours = "typedpeer";

    public const string SipSorcery = "sipsorcery";

    /// <summary>What both sides agree to call the channel.</summary>
    public const string ChannelLabel = "typedpeer";

    /// <summary>Makes a connection that reports what becomes of it.</summary>
    public static ITransport Create(string name, Report report)
    {
#if SIPSORCERY
        if (name == SipSorcery)
        {
            return new SipSorceryTransport(report);
        }
#endif
        return new DataChannelTransport(report);
    }

    /// <summary>Says why a stack cannot be used; null when it can.</summary>
    public static string? FindObstacle(string name) => name switch
    {
        Ours => null,
#if SIPSORCERY
        SipSorcery => null,
#else
        SipSorcery => "This build is without SIPSorcery, which is not on every package feed: run samples/RequestResponse.SipSorcery instead.",
#endif
        _ => $"--transport must be '{Ours}' or '{SipSorcery}'.",
    };
}
