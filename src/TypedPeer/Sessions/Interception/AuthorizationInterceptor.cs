namespace TypedPeer.Sessions.Interception;

/// <summary>Asks the application whether a call may be made, outermost of all interceptors.</summary>
internal sealed class AuthorizationInterceptor(Func<PeerInvocation, bool> authorize) : PeerInterceptor
{
    /// <summary>Returns the chain around calls that come; null when there is nothing in it.</summary>
    public static InterceptorChain? Chain(PeerSessionOptions options)
    {
        if (options.AuthorizeCall is { } authorize)
        {
            return new([new AuthorizationInterceptor(authorize), .. options.IncomingInterceptors]);
        }

        return options.IncomingInterceptors.Count > 0 ? new(options.IncomingInterceptors) : null;
    }

    public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next) => authorize(invocation)
        ? next()
        : throw new PeerException(PeerStatus.PermissionDenied, $"The caller may not call {invocation}.");
}
