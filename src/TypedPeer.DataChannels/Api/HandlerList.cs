using System.Runtime.ExceptionServices;

namespace TypedPeer.DataChannels.Api;

/// <summary>The handlers of an event, of which none takes another's turn by throwing.</summary>
internal static class HandlerList
{
    /// <summary>Calls each of them, and throws what they threw after that.</summary>
    public static void Raise<THandler, TArgument>(THandler? handlers, Action<THandler, TArgument> call, TArgument argument)
        where THandler : Delegate
        where TArgument : allows ref struct
    {
        Exception? failure = null;
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                call(handler, argument);
            }
            catch (Exception exception)
            {
                failure = failure is null ? exception : new AggregateException(failure, exception);
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
