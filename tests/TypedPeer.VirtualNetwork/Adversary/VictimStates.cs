using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.VirtualNetwork.Adversary;

/// <summary>Brings a victim's association into any of its states (RFC 9260 section 4), over real ICE and DTLS.</summary>
internal static class VictimStates
{
    /// <summary>Every state an attacker who was let in can find, or bring, an association in.</summary>
    public static IReadOnlyList<SctpState> All { get; } =
    [
        SctpState.CookieWait, SctpState.CookieEchoed, SctpState.Established, SctpState.ShutdownPending, SctpState.ShutdownSent,
        SctpState.ShutdownReceived, SctpState.ShutdownAckSent, SctpState.Closed,
    ];

    /// <summary>
    /// Connects, and goes on until the victim is in the state. <paramref name="fill"/> makes the victim send something, which stays
    /// unacknowledged where the state needs that.
    /// </summary>
    public static void Reach(this SctpAdversary adversary, VirtualPeer victim, SctpState state, Action fill)
    {
        adversary.Associates = state is not (SctpState.CookieWait or SctpState.CookieEchoed);
        adversary.Connect(victim);
        if (state == SctpState.CookieEchoed)
        {
            adversary.SayInitAck();
        }

        adversary.World.Run(100_000);
        if (state is SctpState.ShutdownPending or SctpState.ShutdownReceived)
        {
            adversary.Acknowledges = false;
            fill();
            adversary.World.Run(100_000);
        }

        switch (state)
        {
            case SctpState.ShutdownPending or SctpState.ShutdownSent:
                victim.Close();
                break;
            case SctpState.ShutdownReceived or SctpState.ShutdownAckSent:
                adversary.Say(Crafted.Chunk(SctpChunkType.Shutdown, 0, Crafted.U32(adversary.VictimCumulative - (state == SctpState.ShutdownReceived ? 1u : 0))));
                break;
            case SctpState.Closed:
                adversary.Say(Crafted.Chunk(SctpChunkType.Abort, 0));
                break;
        }

        adversary.World.Run(50_000);
        var reached = victim.Core.Transport.Sctp!.State;
        if (reached != state)
        {
            throw new InvalidOperationException($"The victim is in {reached} instead of {state} (seed {adversary.World.Seed}).");
        }
    }
}
