namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>The constants of draft-ietf-ccwg-bbr, under its names where it has them, and those of our own with their reasons. Times are in microseconds, gains in percent.</summary>
internal static class BbrParameters
{
    public const long Second = 1_000_000;

    /// <summary>"Infinity": no bound.</summary>
    public const long Unbounded = long.MaxValue;

    /// <summary>
    /// What leaves before anything came back. RFC 6928's ten take a path of 100 ms and 100 Mbit/s seven round trips to fill, a fifteenth of the first ten seconds; with as many as Chromium's QUIC begins with it is one
    /// and a half less, and 38 KB are 3 ms of such a path.
    /// </summary>
    public const int InitialPackets = 32;

    /// <summary>MinPipeCwnd: two packets each way, since a receiver may acknowledge every second one.</summary>
    public const int MinimalPackets = 4;

    /// <summary>StartupPacingGain, 4 ln 2: the slowest at which the rate doubles in a round.</summary>
    public const int StartupPacingGain = 277;

    public const int DrainPacingGain = 50;

    public const int UpPacingGain = 125;

    /// <summary>The draft's 90 takes ten round trips to let out what a probe has filled a queue with, and calls wait behind it meanwhile; less than 80 leaves too much to others.</summary>
    public const int DownPacingGain = 80;

    /// <summary>What the pacing stays below the bandwidth, so that queues run empty.</summary>
    public const int PacingMargin = 1;

    public const int WindowGain = 200;

    public const int UpWindowGain = 225;

    /// <summary>What a probe upwards may have under way, of what its rate and the round trip at its beginning make: a quarter of that is the queue it makes, and no more however late the path answers.</summary>
    public const int UpInflightGain = 125;

    public const int ProbeRoundTripWindowGain = 50;

    /// <summary>LossThresh: what is lost of a round before it counts as too much under way.</summary>
    public const int LossThreshold = 2;

    /// <summary>Beta: what remains at least after one response to losses.</summary>
    public const int Beta = 70;

    /// <summary>What is left free for others of what the path held when it lost too much.</summary>
    public const int Headroom = 15;

    /// <summary>StartupFullLossCnt.</summary>
    public const int StartupLosses = 6;

    /// <summary>How many rounds without growth show that the path is full.</summary>
    public const int FullRounds = 3;

    /// <summary>MinRTTFilterLen.</summary>
    public const long MinimumWindow = 10 * Second;

    /// <summary>ProbeRTTInterval.</summary>
    public const long ProbeRoundTripInterval = 5 * Second;

    /// <summary>ProbeRTTDuration.</summary>
    public const long ProbeRoundTripDuration = 200_000;

    /// <summary>ExtraAckedFilterLen.</summary>
    public const int AggregationRounds = 10;

    public const int DrainRounds = 3;

    /// <summary>Probing waits one to one and a half seconds (the draft: two to three), so that flows find their shares sooner; by chance, so that they do not probe in step.</summary>
    public const long ProbeWait = Second;

    public const long ProbeWaitSpread = Second / 2;

    /// <summary>Nor is it longer than so many rounds (the draft: 63) and up to <see cref="MostRoundsSpread"/> more, or the packets the path holds.</summary>
    public const int MostRoundsBetweenProbes = 10;

    public const int MostRoundsSpread = 8;

    /// <summary>
    /// A probe that delivers so much of what was delivered before, in percent, is followed by another at once. Who has the share s of a full path delivers
    /// 1.25 / (1 + s / 4) times as much in a probe, this for about a half: whoever has less asks often, and whoever has more does not.
    /// </summary>
    public const int PromisingGrowth = 110;

    /// <summary>The bound on what is under way begins to rise by two to the power of this many packets a round; the draft begins with one, which takes a flow with a small bound many probes.</summary>
    public const int FirstRaise = 4;
}
