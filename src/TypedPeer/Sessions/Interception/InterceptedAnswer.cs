using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Interception;

/// <summary>
/// The answer of an interceptor in the place of the handler's. The session does not know the types of a method's result, the
/// generated code does: so the dispatcher is given a generated proxy to call, and the proxy's call ends here.
/// </summary>
internal sealed class InterceptedAnswer(PeerIncomingCall call, PeerInvocation invocation)
{
    /// <summary>Has the call dispatched to the interceptor's answer.</summary>
    public void Dispatch() =>
        call.Served.Descriptor.Dispatch(call.Served.Index, call.Served.Descriptor.CreateProxyObject(new PeerRemote(call.Scope, this)), call);

    /// <summary>The answer of a call without a value.</summary>
    public ValueTask Take()
    {
        DropArguments();
        return default;
    }

    /// <summary>Returns the answer of a call with a value, or its items.</summary>
    public T Take<T>()
    {
        DropArguments();
        return invocation.ResultAs<T>();
    }

    /// <summary>There is no handler the arguments could belong to: the objects among them go back to the peer.</summary>
    private void DropArguments() => call.Taken.IsRead = false;
}
