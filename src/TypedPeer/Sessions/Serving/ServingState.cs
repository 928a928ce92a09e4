using TypedPeer.Sessions.State;

namespace TypedPeer.Sessions.Serving;

/// <summary>What all that one session serves shares.</summary>
internal sealed class ServingState(SessionState state, IHandlerHost handlers)
{
    public SessionState Session => state;

    public IHandlerHost Handlers => handlers;

    /// <summary>Gets the answers that wait to leave, which hold back handlers when there are many.</summary>
    public AnswerBacklog Answers { get; } = new(state);

    /// <summary>Gets or sets who is told, with an outgoing call, that a target has handled what came before that call's answer.</summary>
    public Action<ulong>? Handled { get; set; }
}
