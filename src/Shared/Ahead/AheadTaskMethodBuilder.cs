using System.Runtime.CompilerServices;

namespace TypedPeer.Ahead;

/// <summary>
/// Builds the task of an asynchronous method as the platform does, by code that can be compiled ahead. The platform's builder is generic code of the core library, which ReadyToRun compiles for no state
/// machine of another assembly: each process compiles a dozen methods anew for each asynchronous method that waits. So this file is a source of each assembly that has such methods on the way to a
/// first call, which name it by <see cref="AsyncMethodBuilderAttribute"/>. It allocates a little more; methods that run often have no use for it.
/// </summary>
/// <remarks>The task, its result, and how exceptions and cancellation end it are the platform's own.</remarks>
internal struct AheadTaskMethodBuilder
{
    private AsyncTaskMethodBuilder _task;
    private AheadStateMachine? _machine;

    public Task Task => _task.Task;

    public static AheadTaskMethodBuilder Create() => default;

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

    public void SetResult() => _task.SetResult();

    public void SetException(Exception exception) => _task.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(_machine!.Suspend());

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(_machine!.Suspend());
}
