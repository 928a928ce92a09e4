using System.Runtime.ExceptionServices;

namespace TypedPeer.DataChannels.Api.Messages;

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
                failure = Join(failure, exception);
            }
        }

        Throw(failure);
    }

    /// <summary>Calls one after another, and throws what they threw after that.</summary>
    public static void RaiseInTurn(params ReadOnlySpan<Action> calls)
    {
        Exception? failure = null;
        foreach (var call in calls)
        {
            try
            {
                call();
            }
            catch (Exception exception)
            {
                failure = Join(failure, exception);
            }
        }

        Throw(failure);
    }

    private static Exception Join(Exception? first, Exception second) => first is null ? second : new AggregateException(first, second);

    private static void Throw(Exception? failure)
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
