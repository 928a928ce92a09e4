using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>
/// After an outage, in which servers told each other nothing, the members of this one's rooms are told who is there, and those elsewhere what they missed of this one's clients:
/// once all servers have had the time to register what they hold, so that nobody seems to leave and to come back.
/// </summary>
internal sealed class RoomRefresh : IDisposable
{
    /// <summary>The longest that others are given: twice the time in which a server notices that the store is empty.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>How often a room is asked about whose members come and go meanwhile; the next change of it is told in any case.</summary>
    private const int MaxAttempts = 10;

    private readonly SignalingDriver _driver;
    private readonly IPeerServerBackplane _backplane;
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private readonly UntoldPresence _untold = new();

    public RoomRefresh(SignalingDriver driver, IPeerServerBackplane backplane)
    {
        _driver = driver;
        _backplane = backplane;
        _delay = TimeSpan.FromTicks(Math.Min(driver.Options.AliveTimeout.Ticks / 3, LongestDelay.Ticks));
        _timer = driver.Time.CreateTimer(static refresh => _ = ((RoomRefresh)refresh!).RunAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Others can be reached again, or have lost what they were told.</summary>
    public void Begin() => _timer.Change(_delay, Timeout.InfiniteTimeSpan);

    /// <summary>Other servers did not hear of a client that came into a room, changed in it or left it: they do when they can be reached.</summary>
    public void TellLater(string id, string room)
    {
        _untold.Add(id, room);
        Begin();
    }

    /// <summary>Makes a client a member of a room for all servers, as it is one here.</summary>
    public async ValueTask<PeerRoomEntry> RejoinAsync(string id, string room, byte[] metadata)
    {
        var entry = await _backplane.JoinAsync(id, room, metadata).ConfigureAwait(false);
        if (entry.IsAccepted && !_driver.Get((id, room), static (core, member) => core.IsIn(member.id, member.room)))
        {
            // It has left meanwhile, and others may have heard of that before this.
            await _backplane.LeaveAsync(id, room).ConfigureAwait(false);
        }

        return entry;
    }

    public void Dispose() => _timer.Dispose();

    private async Task RunAsync()
    {
        try
        {
            foreach (var (id, metadata) in _driver.Get(0, static (core, _) => core.GetClients().Where(static client => client is { Registration: not null, Memberships.Count: > 0 })
                .Select(static client => (client.Id, client.Metadata)).ToArray()))
            {
                await _backplane.ChangeMetadataAsync(id, metadata).ConfigureAwait(false);
            }

            await TellMissedAsync().ConfigureAwait(false);
            var members = _driver.Get(0, static (core, _) => core.GetRoomMembers());
            for (var attempt = 0; attempt < MaxAttempts && members.Count > 0; attempt++)
            {
                members = await TellAsync(members).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // A store that cannot be reached may say so by any exception; it is logged, and asked again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.BackplaneFailed(_driver.Logger, exception);
            Begin();
        }
    }

    /// <summary>Tells the members at other servers what they missed of those that are, or were, members here. What fails is told at the next time.</summary>
    private async Task TellMissedAsync()
    {
        if (_untold.Get() is not { Length: > 0 } untold)
        {
            return;
        }

        // Of one that has come to another server, that server tells.
        var ids = (await _backplane.GetIdsAsync().ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, room) in untold)
        {
            _untold.Remove(id, room);
            var (isHere, metadata) = _driver.Get((id, room), static (core, member) => core.GetPresence(member.id, member.room));
            if (isHere || !ids.Contains(id))
            {
                await TellMissedAsync(id, room, metadata).ConfigureAwait(false);
            }
        }
    }

    /// <param name="id">The client.</param>
    /// <param name="room">The room.</param>
    /// <param name="metadata">Its metadata; null where it is no member.</param>
    private async Task TellMissedAsync(string id, string room, byte[]? metadata)
    {
        // Members take one that they know as the same, and its metadata as changed.
        var message = metadata is null ? RoomMessages.PeerLeft(room, id) : RoomMessages.PeerJoined(room, id, metadata);
        var isTold = false;
        try
        {
            if (metadata is null)
            {
                await _backplane.LeaveAsync(id, room).ConfigureAwait(false);
            }

            await _backplane.PublishAsync(room, id, message.Memory).ConfigureAwait(false);
            isTold = true;
        }
        finally
        {
            message.Release();
            if (!isTold)
            {
                _untold.Add(id, room);
            }
        }
    }

    /// <summary>Tells the members of rooms who is there.</summary>
    /// <returns>Those rooms of which something else was told meanwhile.</returns>
    private async Task<IReadOnlyList<RoomMember>> TellAsync(IReadOnlyList<RoomMember> members)
    {
        var missed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            var entry = await RejoinAsync(member.Id, member.Room, member.Metadata).ConfigureAwait(false);
            if (entry.IsAccepted)
            {
                _driver.Do((member, entry, missed), static (core, told, _) =>
                {
                    if (!core.TryTellAll(told.member, told.entry))
                    {
                        told.missed.Add(told.member.Room);
                    }
                });
            }
        }

        return missed.Count == 0 ? [] : [.. _driver.Get(0, static (core, _) => core.GetRoomMembers()).Where(member => missed.Contains(member.Room))];
    }
}
