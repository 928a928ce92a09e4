using System.Runtime.CompilerServices;

namespace TypedPeer.Ahead;

/// <summary>As <see cref="AheadTaskMethodBuilder"/>, of a task with a result, which is of a reference type: for others the platform's part would be compiled in each process.</summary>
internal struct AheadResultMethodBuilder<TResult>
{
    private AsyncTaskMethodBuilder<TResult> _task;
    private AheadStateMachine? _machine;

    public Task<TResult> Task => _task.Task;

    public static AheadResultMethodBuilder<TResult> Create() => default;

    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        // The copy that runs has to have the task that the caller gets.
        _ = _task.Task;
        AheadStateMachine.Start(ref _machine, ref stateMachine);
    }

#pragma warning disable CA1822 // The compiler asks for it, and calls it no more.
    public void SetStateMachine(IAsyncStateMachine stateMachine) => _ = stateMachine;
#pragma warning restore CA1822

    public void SetResult(TResult result) => _task.SetResult(result);

    public void SetException(Exception exception) => _task.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(_machine!.Suspend());

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(_machine!.Suspend());
}
