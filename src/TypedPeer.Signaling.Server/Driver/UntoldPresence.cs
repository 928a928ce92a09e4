namespace TypedPeer.Signaling.Server.Driver;

/// <summary>Of whom, in which room, the members at other servers were not told something, since the servers could not reach each other. Any thread may call.</summary>
internal sealed class UntoldPresence
{
    /// <summary>The most that is remembered, some 10 MB: all members of many rooms. Nobody comes into a room meanwhile, so more is there only where the store loses one step of many for hours.</summary>
    private const int Limit = 65_536;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Id, string Room)> _untold = [];

    /// <summary>Others did not hear that a client came into a room, changed in it or left it.</summary>
    public void Add(string id, string room)
    {
        lock (_gate)
        {
            if (_untold.Count < Limit)
            {
                _untold.Add((id, room));
            }
        }
    }

    /// <summary>Gives all of it as it is now.</summary>
    public (string Id, string Room)[] Get()
    {
        lock (_gate)
        {
            return [.. _untold];
        }
    }

    /// <summary>It is told now; what is not heard of it is added again.</summary>
    public void Remove(string id, string room)
    {
        lock (_gate)
        {
            _untold.Remove((id, room));
        }
    }
}
