using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calls;

/// <summary>Stands for the result of a method without one.</summary>
internal readonly struct NoResult;

/// <summary>Nothing on the wire.</summary>
internal readonly struct NoResultCodec : IPeerCodec<NoResult>
{
    public static void Write(ref PeerWriter writer, in NoResult value)
    {
    }

    public static NoResult Read(ref PeerReader reader) => default;
}
