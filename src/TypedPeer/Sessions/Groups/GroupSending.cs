using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Calls;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Groups;

/// <summary>
/// One one-way call on its way to several members. What a member's session takes at once needs no object of its own; what has to wait
/// there waits without a caller, up to the group's bound, and nobody waits for it here.
/// </summary>
internal ref struct GroupSending(int queueLimit, CallSettings settings, string? instance, PeerMethod method)
{
    private readonly CallExtras _extras = settings.Encode(method);
    private OneWayCall? _idle;

    /// <summary>Sends arguments that are written already.</summary>
    public void Send(GroupMember member, SharedBuffer arguments)
    {
        if (member.Scope.Interceptors is { } chain)
        {
            arguments.Hold();
            _ = new InterceptedSending(member, queueLimit, method, arguments).RunAsync(chain, member.CreateRemote(settings, instance));
            return;
        }

        var call = Begin(member);
        call.ShareArguments(arguments);
        Start(call, member);
    }

    /// <summary>Writes and sends arguments that only this member can read.</summary>
    public void Send<TArguments>(GroupMember member, in TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        var remote = member.CreateRemote(settings, instance);
        if (member.Scope.Interceptors is not null)
        {
            _ = Report(remote.SendAsync(method, arguments, CancellationToken.None), method, member);
            return;
        }

        var call = Begin(member);
        try
        {
            remote.Write(call, settings, in arguments);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            member.OnFailed(method, e);
            _idle = call;
            return;
        }

        Start(call, member);
    }

    public readonly void Dispose() => _idle?.Recycle();

    private static async Task Report(ValueTask sent, PeerMethod method, GroupMember member)
    {
        try
        {
            await sent.ConfigureAwait(false);
            member.OnAccepted();
        }
#pragma warning disable CA1031 // Whatever the interceptors throw is this member's failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            member.OnFailed(method, e);
        }
    }

    private OneWayCall Begin(GroupMember member)
    {
        var call = _idle ?? OneWayCall.Rent();
        _idle = null;
        call.State = OutgoingCallState.Idle;
        call.Session = member.Scope.Session;
        call.Method = method;
        call.Target = member.TargetOf(instance);
        call.Priority = settings.Priority ?? method.Priority;
        call.QueueLimit = queueLimit;
        call.Flags = CallFlags.OneWay;
        call.Outcome = member;
        _extras.Apply(call);
        return call;
    }

    /// <summary>Starts a call, and tells the member what becomes of it.</summary>
    private void Start(OneWayCall call, GroupMember member)
    {
        if (TryStart(call, out var isWaiting) is { } failure)
        {
            member.OnFailed(method, failure);
        }
        else if (!isWaiting)
        {
            member.OnAccepted();
        }
    }

    /// <summary>Starts a call. Null, or why it cannot be made. One that waits has its outcome told later; any other is idle again.</summary>
    private Exception? TryStart(OneWayCall call, out bool isWaiting)
    {
        isWaiting = false;
        var options = call.Session.Options;
        Exception? failure;
        if (call.ArgumentsLength > options.MaxMessageBytes)
        {
            call.ReturnArguments();
            failure = Unwritable.Arguments(method, PeerFormat.TooLarge(options));
        }
        else
        {
            try
            {
                failure = call.Session.StartOneWay(call, out var accepted);
                isWaiting = failure is null && !accepted;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failure = e;
            }
        }

        if (!isWaiting)
        {
            _idle = call;
        }

        return failure;
    }

    /// <summary>A call with interceptors around it, which may take their time, or change its headers.</summary>
    private sealed class InterceptedSending(GroupMember member, int queueLimit, PeerMethod method, SharedBuffer arguments)
    {
        public async Task RunAsync(InterceptorChain chain, PeerRemote remote)
        {
            try
            {
                await Report(InterceptedCall.SendAsync(remote, chain, method, settings => Send(settings, remote.Target.Instance)), method, member).ConfigureAwait(false);
            }
            finally
            {
                arguments.Release();
            }
        }

        private ValueTask Send(CallSettings settings, string? instance)
        {
            var sending = new GroupSending(queueLimit, settings, instance, method);
            var call = sending.Begin(member);
            call.ShareArguments(arguments);
            var failure = sending.TryStart(call, out _);
            sending.Dispose();
            return failure is null ? default : ValueTask.FromException(failure);
        }
    }
}
