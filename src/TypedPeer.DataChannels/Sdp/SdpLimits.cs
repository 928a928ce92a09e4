namespace TypedPeer.DataChannels.Sdp;

/// <summary>What the parser takes. Beyond the first three a description is refused, beyond the others the surplus is ignored.</summary>
internal static class SdpLimits
{
    /// <summary>A browser's offer with audio, video and data and all codecs has about 8,000 characters.</summary>
    public const int Characters = 128 * 1024;

    /// <summary>The same offer has about 250 lines.</summary>
    public const int Lines = 4096;

    /// <summary>An answer has to mirror every media section.</summary>
    public const int MediaSections = 64;

    /// <summary>Candidates; more than the agent keeps, which chooses by priority.</summary>
    public const int Candidates = 256;

    /// <summary>Fingerprints: one per hash function, or one per certificate while keys roll over.</summary>
    public const int Fingerprints = 8;

    /// <summary>Characters of the INIT chunk of the SCTP association. Those of known peers have at most 150.</summary>
    public const int SctpInitLength = 1024;

    /// <summary>Characters of a mid, a protocol or the like.</summary>
    public const int TokenLength = 64;

    /// <summary>Characters of the format list of a section for media, of which an answer takes one at most.</summary>
    public const int FormatsLength = 256;

    /// <summary>Characters of the <c>rtpmap</c> or <c>fmtp</c> line of a section that is kept inactive. Those of browsers have at most 100.</summary>
    public const int FormatParametersLength = 512;
}
