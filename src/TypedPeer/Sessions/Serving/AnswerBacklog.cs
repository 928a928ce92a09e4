using TypedPeer.Sessions.State;

namespace TypedPeer.Sessions.Serving;

/// <summary>
/// The answers that wait to be sent. When they are half of what may wait, handlers wait to start; past all of it an answer
/// becomes an error.
/// </summary>
internal sealed class AnswerBacklog
{
    private readonly SessionState _state;
    private List<ServedTarget>? _held;

    public AnswerBacklog(SessionState state)
    {
        _state = state;
        Left = bytes => LargeBytes -= bytes;
    }

    /// <summary>Gets how many bytes of answers wait.</summary>
    public long Bytes => LargeBytes + _state.Send.Answers.Length;

    /// <summary>Gets how many bytes wait of answers that are too large for one frame.</summary>
    public long LargeBytes { get; private set; }

    /// <summary>Gets what is called when bytes of a large answer wait no more.</summary>
    public Action<int> Left { get; }

    private bool HasRoom => _state.HasEnded || Bytes <= _state.Options.MaxQueuedAnswerBytes / 2;

    /// <summary>Adds a large answer. False when too much waits.</summary>
    public bool TryAdd(int length)
    {
        if (Bytes + length > _state.Options.MaxQueuedAnswerBytes)
        {
            return false;
        }

        LargeBytes += length;
        return true;
    }

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
