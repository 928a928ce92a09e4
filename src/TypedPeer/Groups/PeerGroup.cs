using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Groups;

namespace TypedPeer;

/// <summary>
/// Sessions that are called together. A one-way call of <see cref="All"/>, <see cref="Except(ReadOnlySpan{PeerSession})"/> or
/// <see cref="Only(ReadOnlySpan{PeerSession})"/> goes to each, with arguments that are encoded once; a method with an answer is called by
/// <see cref="InvokeAsync{TResult}(Func{TContract, CancellationToken, ValueTask{TResult}})"/>. A member whose session ends leaves by itself.
/// Every member may be used from any thread.
/// </summary>
/// <typeparam name="TContract">The contract that the members' peers serve.</typeparam>
/// <remarks>
/// A one-way call never waits: it goes to those that are members when it is made, and completes once each member's session has it in its bounded queue or it was dropped
/// for that member (<see cref="PeerGroupOptions.MaxQueuedBytes"/>), which <see cref="PeerGroupOptions.MemberFailed"/> tells. It fails only where its arguments cannot be written.
/// </remarks>
public sealed class PeerGroup<TContract>
    where TContract : class, IPeerContract<TContract>
{
    private readonly PeerContractDescriptor<TContract> _contract;
    private readonly GroupMembers _members;
    private readonly CallSettings _settings;
    private readonly string? _instance;

    /// <summary>Makes a group without members.</summary>
    /// <param name="options">Limits and choices; the defaults when null.</param>
    public PeerGroup(PeerGroupOptions? options = null)
    {
        options = (options ?? new()).Validated();
        _contract = ContractDescriptors.Of<TContract>();
        _members = new(options, _contract);
        _settings = options.Calls is { } calls ? new(calls) : CallSettings.None;
        _instance = options.Calls?.Instance;
        All = CreateProxy(GroupSelection.All);
    }

    private PeerGroup(PeerGroup<TContract> other, PeerCallOptions calls)
    {
        _contract = other._contract;
        _members = other._members;
        _settings = new(calls);
        _instance = calls.Instance;
        All = CreateProxy(GroupSelection.All);
    }

    /// <summary>Gets the sessions in the group at this moment; one that has ended is in none.</summary>
    public IReadOnlyList<PeerSession> Members => Array.ConvertAll(_members.GetAlive(), static member => member.Session);

    /// <summary>Gets how many sessions are in the group at this moment; one that has ended is in none.</summary>
    public int Count => _members.GetAlive().Length;

    /// <summary>Gets all members as one: each of its one-way methods calls every member.</summary>
    public TContract All { get; }

    /// <summary>Adds a session, which may still be connecting: calls then wait for it as they do for one alone.</summary>
    /// <returns>False when it is a member already, or has ended.</returns>
    public bool Add(PeerSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _members.Add(session);
    }

    /// <summary>Removes a session. What is on its way to it still arrives.</summary>
    /// <returns>False when it was no member.</returns>
    public bool Remove(PeerSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _members.Remove(session);
    }

    /// <summary>Gets a value indicating whether a session is a member at this moment.</summary>
    public bool Contains(PeerSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _members.Find(session) is not null && !session.Completion.IsCompleted;
    }

    /// <summary>Returns the same group, of the same members at any time, with other options for every call made through it.</summary>
    public PeerGroup<TContract> With(PeerCallOptions calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return new(this, calls);
    }

    /// <summary>Returns all members but some as one, such as all but the session whose call is being handled.</summary>
    public TContract Except(params ReadOnlySpan<PeerSession> sessions) => CreateProxy(GroupSelection.Except(sessions));

    /// <summary>Returns those of some sessions that are members, when a call is made, as one.</summary>
    public TContract Only(params ReadOnlySpan<PeerSession> sessions) => CreateProxy(GroupSelection.Only(sessions));

    /// <summary>
    /// Calls every member for an answer, and returns the answers as they come, each with its member: the result, or what that member's call failed with. Cold: each
    /// enumeration calls those that are members when it begins, each by <paramref name="call"/> with a proxy of its own.
    /// </summary>
    /// <param name="call">Calls one member, such as <c>(player, token) =&gt; player.ScoreAsync(token)</c>. The token is cancelled when the enumeration is left, or its own token is cancelled.</param>
    public IAsyncEnumerable<PeerGroupResult<TResult>> InvokeAsync<TResult>(Func<TContract, CancellationToken, ValueTask<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return GroupCall.InvokeAsync(_members, (member, token) => call(CreateProxy(member), token));
    }

    /// <inheritdoc cref="InvokeAsync{TResult}(Func{TContract, CancellationToken, ValueTask{TResult}})"/>
    public IAsyncEnumerable<PeerGroupResult<TResult>> InvokeAsync<TResult>(Func<TContract, ValueTask<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return GroupCall.InvokeAsync(_members, (member, _) => call(CreateProxy(member)));
    }

    /// <inheritdoc cref="InvokeAsync{TResult}(Func{TContract, CancellationToken, ValueTask{TResult}})"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<PeerGroupResult<TResult>> InvokeAsync<TResult>(Func<TContract, Task<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return GroupCall.InvokeAsync(_members, (member, _) => new ValueTask<TResult>(call(CreateProxy(member))));
    }

    private TContract CreateProxy(GroupMember member) => _contract.CreateProxy(member.CreateRemote(_settings, _instance));

    private TContract CreateProxy(GroupSelection selection) =>
        _contract.CreateProxy(new PeerRemote(new GroupRemote(_members, selection, _settings, _instance)));
}
