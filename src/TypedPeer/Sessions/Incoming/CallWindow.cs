using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Incoming;

/// <summary>How many bytes of CALL frames the peer may still send, which is granted again as handlers take them. Under the session's lock.</summary>
internal sealed class CallWindow(SessionCore core)
{
    private long _left = core.Options.CallWindowBytes;
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
        if (_owed >= core.Options.CallWindowBytes / 2 && !core.HasEnded)
        {
            _left += _owed;
            Frames.CallCredit(core.Send.Control, _owed);
            _owed = 0;
        }
    }
}
