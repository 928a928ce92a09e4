using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TypedPeer.Sessions.Groups;

/// <summary>A call of every member, each with an answer of its own, which are enumerated as they come.</summary>
internal static class GroupCall
{
    /// <summary>Calls the members there are when the enumeration begins. Leaving it cancels the calls that have not ended.</summary>
    /// <param name="group">Whose members are called.</param>
    /// <param name="call">Calls one of them. What it throws is that member's answer.</param>
    /// <param name="cancellationToken">Cancels the calls and the enumeration.</param>
    public static async IAsyncEnumerable<PeerGroupResult<TResult>> InvokeAsync<TResult>(
        GroupMembers group,
        Func<GroupMember, CancellationToken, ValueTask<TResult>> call,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var members = group.Snapshot;
        var answers = Channel.CreateUnbounded<PeerGroupResult<TResult>>(new() { SingleReader = true });
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = left.Token;
        try
        {
            token.ThrowIfCancellationRequested();
            foreach (var member in members)
            {
                _ = AskAsync(member, call, answers.Writer, token);
            }

            for (var i = 0; i < members.Length; i++)
            {
                yield return await answers.Reader.ReadAsync(token).ConfigureAwait(false);
            }
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task AskAsync<TResult>(
        GroupMember member, Func<GroupMember, CancellationToken, ValueTask<TResult>> call, ChannelWriter<PeerGroupResult<TResult>> answers, CancellationToken token)
    {
        PeerGroupResult<TResult> answer;
        try
        {
            answer = new(member.Session, await call(member, token).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // Whatever the call fails with is this member's answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            answer = new(member.Session, default!, e);
        }

        answers.TryWrite(answer);
    }
}
