using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Serving;

/// <summary>One method this side serves: who dispatches it, and on whose behalf.</summary>
internal sealed class ServedMethod(ServedTarget target, PeerContractDescriptor descriptor, int index, PeerMethod method)
{
    public ServedTarget Target => target;

    public PeerContractDescriptor Descriptor => descriptor;

    public int Index => index;

    public PeerMethod Method => method;
}
