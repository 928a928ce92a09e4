using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Calls;

/// <summary>What goes with a call beside its target and its arguments, encoded: the same for any number of calls that are made at once.</summary>
/// <param name="Flags">Which fields there are.</param>
/// <param name="Left">How many microseconds the call may take; zero for as long as it likes.</param>
/// <param name="Bytes">The fields; null for none.</param>
internal readonly record struct CallExtras(CallFlags Flags, long Left, byte[]? Bytes)
{
    /// <summary>Sets the flags and optional fields of the header behind its target, and the deadline, of a call that is made in a session.</summary>
    public void Apply(AwaitedCall call)
    {
        if (Bytes is null)
        {
            return;
        }

        call.Flags |= Flags;
        call.Extras = Bytes;
        if (Left != 0)
        {
            call.Deadline = call.Session.Now + Left;
        }
    }
}
