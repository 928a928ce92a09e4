using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Serving;

/// <summary>One method this side serves: who dispatches it, and on whose behalf.</summary>
internal sealed class ServedMethod(ServedTarget target, IContractDescription descriptor, int index, PeerMethod method)
{
    public ServedTarget Target => target;

    public IContractDescription Descriptor => descriptor;

    public int Index => index;

    public PeerMethod Method => method;
}
