namespace TypedPeer.CompilerServices;

/// <summary>What a handler reports of its progress, on its way to the caller.</summary>
internal interface IProgressReports
{
    /// <summary>Completes when all that was reported so far is in the queue of calls, or will never be.</summary>
    Task SentAsync();
}
