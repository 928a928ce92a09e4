namespace TypedPeer.Sessions.Resuming;

/// <summary>One-way calls whose arguments leave in several frames: such a call has not come before the last of them has, in whichever message that is.</summary>
internal sealed class LargeCalls
{
    /// <summary>The number of the message that a call's last frame left in; zero before. Null until there is a call.</summary>
    private Dictionary<ulong, long>? _calls;

    /// <summary>The first frame of a call is on its way.</summary>
    /// <param name="call">The call, by its number, which is this side's own.</param>
    /// <param name="acknowledged">How many messages the peer is known to have: calls that came are forgotten.</param>
    public void Begin(ulong call, long acknowledged)
    {
        _calls ??= [];
        foreach (var (other, message) in _calls)
        {
            if (message != 0 && message <= acknowledged)
            {
                _calls.Remove(other);
            }
        }

        _calls.Add(call, 0);
    }

    /// <summary>The last frame of a call leaves in a message.</summary>
    public void Finish(ulong call, long message) => _calls![call] = message;

    /// <summary>Counts the calls that the peer is not known to have.</summary>
    /// <param name="acknowledged">How many messages it is known to have.</param>
    /// <param name="taken">The newest of the calls that it had when it finished.</param>
    public int Count(long acknowledged, ulong taken) => _calls is null ? 0 : _calls.Count(call => call.Key > taken && (call.Value == 0 || call.Value > acknowledged));
}
