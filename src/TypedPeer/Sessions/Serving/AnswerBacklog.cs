using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;

namespace TypedPeer.Sessions.Serving;

/// <summary>
/// The answers that wait to be sent, counted as the arrays they lie in. When they are half of what may wait, handlers wait to start; past
/// all of it an answer becomes an error.
/// </summary>
internal sealed class AnswerBacklog(SessionState state)
{
    private List<ServedTarget>? _held;

    /// <summary>Gets how many bytes of memory the answers hold that wait.</summary>
    public long Held => Large.Held + state.Send.Answers.Held;

    /// <summary>Gets the answers that are too large for one frame.</summary>
    public WaitingBytes Large { get; } = new();

    private bool HasRoom => state.HasEnded || Held <= state.Options.MaxQueuedAnswerBytes / 2;

    /// <summary>Whether so many bytes more may be held.</summary>
    public bool MayAdd(int held) => Held + held <= state.Options.MaxQueuedAnswerBytes;

    /// <summary>Whether a handler may start, or so many answers wait that its target is called again when they have left.</summary>
    public bool MayStart(ServedTarget target)
    {
        if (HasRoom)
        {
            return true;
        }

        if (!target.IsHeldBack)
        {
            // A flag, since a peer may call as many objects as it holds.
            target.IsHeldBack = true;
            (_held ??= []).Add(target);
        }

        return false;
    }

    /// <summary>Answers have left: targets that waited for that go on.</summary>
    public void ResumeHeld()
    {
        if (_held is not { } held || !HasRoom)
        {
            return;
        }

        _held = null;
        foreach (var target in held)
        {
            target.IsHeldBack = false;
        }

        foreach (var target in held)
        {
            target.Wake();
        }
    }
}
