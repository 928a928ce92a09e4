using TypedPeer.DataChannels;

namespace TypedPeer.VirtualNetwork;

/// <summary>Carries descriptions between two peers, past the network.</summary>
internal static class VirtualSignaling
{
    /// <summary>Offer and answer, each taking <paramref name="delay"/>.</summary>
    public static void Exchange(VirtualPeer offerer, VirtualPeer answerer, long delay = 0)
    {
        var world = offerer.World;
        SessionDescription? offer = null;
        offerer.Invoke((core, now) => offer = VirtualPeer.Describe(core, core.CreateOffer(), now));
        world.Schedule(world.Now + delay, () =>
        {
            SessionDescription? answer = null;
            answerer.Invoke((core, now) =>
            {
                core.SetRemoteDescription(offer!, now);
                answer = VirtualPeer.Describe(core, core.CreateAnswer(), now);
            });
            world.Schedule(world.Now + delay, () => offerer.Invoke((core, now) => core.SetRemoteDescription(answer!, now)));
        });
    }

    /// <summary>An ICE restart begun by the offerer.</summary>
    public static void Restart(VirtualPeer offerer, VirtualPeer answerer, long delay = 0)
    {
        offerer.Invoke(static (core, _) => core.RestartIce());
        Exchange(offerer, answerer, delay);
    }
}
