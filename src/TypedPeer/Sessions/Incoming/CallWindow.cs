using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Incoming;

/// <summary>How many bytes of CALL frames the peer may still send, which is granted again as handlers take them.</summary>
internal sealed class CallWindow(SessionState state)
{
    private long _left = state.Options.CallWindowBytes;
    private long _owed;

    /// <summary>A frame came. False when the peer went past the window.</summary>
    public bool TryTake(int bytes)
    {
        _left -= bytes;
        return _left >= 0;
    }

    /// <summary>So many bytes are taken care of: the peer may send as much again.</summary>
    public void Return(int bytes)
    {
        _owed += bytes;
        if (_owed >= state.Options.CallWindowBytes / 2 && !state.HasEnded)
        {
            _left += _owed;
            Frames.CallCredit(state.Send.Control, _owed);
            _owed = 0;
        }
    }
}
