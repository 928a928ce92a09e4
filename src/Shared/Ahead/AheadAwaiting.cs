using System.Runtime.CompilerServices;

namespace TypedPeer.Ahead;

/// <summary>Waits for tasks on whichever thread there is, as <c>ConfigureAwait(false)</c> does, by awaiters of this assembly: one of the platform's makes code for an asynchronous method that is not compiled ahead.</summary>
internal static class AheadAwaiting
{
    public static AheadAwaiter Ahead(this Task task) => new(task);

    public static AheadAwaiter<TResult> Ahead<TResult>(this Task<TResult> task) => new(task);
}

/// <inheritdoc cref="AheadAwaiting"/>
internal readonly struct AheadAwaiter(Task task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public AheadAwaiter GetAwaiter() => this;

    public void GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => task.ConfigureAwait(false).GetAwaiter().OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
}

/// <inheritdoc cref="AheadAwaiting"/>
internal readonly struct AheadAwaiter<TResult>(Task<TResult> task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public AheadAwaiter<TResult> GetAwaiter() => this;

    public TResult GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => ((Task)task).ConfigureAwait(false).GetAwaiter().OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => ((Task)task).ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
}
