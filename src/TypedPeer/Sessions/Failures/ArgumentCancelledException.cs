namespace TypedPeer.Sessions.Failures;

/// <summary>The caller cancelled its streamed argument, which ends the handler that reads it: no failure of the handler.</summary>
internal sealed class ArgumentCancelledException(string? message) : OperationCanceledException(message);
