using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Groups;

/// <summary>
/// Some members of a group as a proxy sees them. The arguments of a one-way call are written once, into a buffer that all members'
/// calls share until each has copied them into its own queue.
/// </summary>
internal sealed class GroupRemote(GroupMembers group, GroupSelection selection, CallSettings settings, string? instance) : RemoteDetour
{
    public override ValueTask InvokeAsync<TArguments>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken) =>
        ValueTask.FromException(HasAnswers(method));

    public override ValueTask<TResult> InvokeAsync<TArguments, TResult>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken) =>
        ValueTask.FromException<TResult>(HasAnswers(method));

    public override IAsyncEnumerable<TItem> Stream<TArguments, TItem>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken) =>
        throw HasAnswers(method);

    public override ValueTask SendAsync<TArguments>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken)
    {
        if (method.Streams > 0)
        {
            return ValueTask.FromException(new NotSupportedException(
                $"{method} has a streamed argument, which only one peer can read. Call each member by itself."));
        }

        var members = selection.Of(group);
        if (members.Length == 0)
        {
            return default;
        }

        try
        {
            Send(members, method, in arguments);
            return default;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ValueTask.FromException(e);
        }
    }

    private static NotSupportedException HasAnswers(PeerMethod method) => new(
        $"{method} is answered, and a group's members answer each for themselves: call it by the group's {nameof(PeerGroup<>.InvokeAsync)}, or make it [OneWay].");

    private void Send<TArguments>(ReadOnlySpan<GroupMember> members, PeerMethod method, in TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        using var sending = new GroupSending(group.Options.MaxQueuedBytes, settings, instance, method);
        if (!method.HasReferences && TryWrite(members, method, in arguments) is { } shared)
        {
            try
            {
                foreach (var member in members)
                {
                    if (selection.Includes(member))
                    {
                        sending.Send(member, shared);
                    }
                }
            }
            finally
            {
                shared.Release();
            }

            return;
        }

        foreach (var member in members)
        {
            if (selection.Includes(member))
            {
                sending.Send(member, in arguments);
            }
        }
    }

    /// <summary>Writes the arguments for all. Null: there are references among them, whose numbers are each session's own.</summary>
    private static SharedBuffer? TryWrite<TArguments>(ReadOnlySpan<GroupMember> members, PeerMethod method, in TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        var limit = 0;
        foreach (var member in members)
        {
            limit = Math.Max(limit, member.Scope.Options.MaxMessageBytes);
        }

        var writer = new PeerWriter(0, limit);
        try
        {
            arguments.Write(ref writer);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            writer.Dispose();
            if (writer.NeedsSession)
            {
                method.HasReferences = true;
                return null;
            }

            throw Unwritable.Arguments(method, e);
        }

        var (buffer, length) = writer.Detach();
        return SharedBuffer.Share(buffer, length);
    }
}
