using System.Runtime.CompilerServices;

namespace TypedPeer.Ahead;

/// <summary>The state machine of an asynchronous method, and the context in which it goes on.</summary>
internal abstract class AheadStateMachine
{
    private readonly Action _goOn;

    /// <summary>Of whoever waits; null where the flow of contexts is suppressed.</summary>
    private ExecutionContext? _context;

    protected AheadStateMachine() => _goOn = GoOn;

    /// <summary>Moves a state machine to where it stays, and runs it up to where it first waits. What it changes of the contexts of this thread does not reach its caller.</summary>
    /// <param name="machine">The builder's, which is a part of the state machine.</param>
    /// <param name="stateMachine">The state machine, whose builder has its task already: it is copied.</param>
    public static void Start<TStateMachine>(ref AheadStateMachine? machine, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        var context = ExecutionContext.Capture();
        var synchronization = SynchronizationContext.Current;
        try
        {
            // The copy knows of this, too.
            var moved = new Moved<TStateMachine>();
            machine = moved;
            moved.StateMachine = stateMachine;
            moved.StateMachine.MoveNext();
        }
        finally
        {
            if (SynchronizationContext.Current != synchronization)
            {
                SynchronizationContext.SetSynchronizationContext(synchronization);
            }

            if (context is not null && ExecutionContext.Capture() != context)
            {
                ExecutionContext.Restore(context);
            }
        }
    }

    /// <summary>Returns what continues the method, which is about to wait, in the context there is now.</summary>
    public Action Suspend()
    {
        _context = ExecutionContext.Capture();
        return _goOn;
    }

    protected abstract void MoveNext();

    private void GoOn()
    {
        if (_context is null)
        {
            MoveNext();
        }
        else
        {
            ExecutionContext.Run(_context, static machine => ((AheadStateMachine)machine!).MoveNext(), this);
        }
    }

    private sealed class Moved<TStateMachine> : AheadStateMachine
        where TStateMachine : IAsyncStateMachine
    {
        public TStateMachine StateMachine = default!;

        protected override void MoveNext() => StateMachine.MoveNext();
    }
}
