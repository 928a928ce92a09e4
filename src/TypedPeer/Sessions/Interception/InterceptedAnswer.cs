using TypedPeer.Sessions.References;

namespace TypedPeer.Sessions.Interception;

/// <summary>
/// The answer of an interceptor in the place of the handler's. The session does not know the types of a method's result, the
/// generated code does: so the dispatcher is given a generated proxy to call, and the proxy's call ends here.
/// </summary>
/// <param name="arguments">The references in the call's arguments: there is no handler they could belong to, so they go back to the peer.</param>
/// <param name="invocation">The call.</param>
internal sealed class InterceptedAnswer(TakenReferences arguments, PeerInvocation invocation)
{
    /// <summary>The answer of a call without a value.</summary>
    public ValueTask Take()
    {
        arguments.IsRead = false;
        return default;
    }

    /// <summary>Returns the answer of a call with a value, or its items.</summary>
    public T Take<T>()
    {
        arguments.IsRead = false;
        return invocation.ResultAs<T>();
    }
}
