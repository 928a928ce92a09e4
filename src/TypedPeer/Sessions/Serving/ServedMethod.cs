using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Serving;

/// <summary>One method this side serves: who dispatches it, and on whose behalf.</summary>
internal sealed class ServedMethod(ServedTarget target, IContractDescription descriptor, int index, PeerMethod method)
{
    public ServedTarget Target => target;

    public IContractDescription Descriptor => descriptor;

    public int Index => index;

    public PeerMethod Method => method;

    /// <summary>Gets what a call has to satisfy; empty when everyone may make it.</summary>
    public IReadOnlyList<PeerAuthorizeAttribute> Requirements => field ??= CallRequirements.Of(target.Contract, descriptor, method);
}
