using System.Runtime.CompilerServices;
using TypedPeer.Testing;

namespace TypedPeer.Tests.References;

/// <summary>An object that is shared as a contract is one of the contracts which that inherits from, too.</summary>
public partial class InheritedReferenceTests
{
    [Fact]
    public async Task A_reference_comes_home_as_a_base_of_what_it_was_shared_as()
    {
        var desk = new Desk();
        await using var pair = new Pair(desk);
        var clerk = await pair.Remote.HireAsync().Soon();
        Assert.Equal("Ada", await pair.Remote.NameOfAsync(clerk).Soon());
        Assert.Equal("Ada", await pair.Remote.FirstOfAsync([clerk]).Soon());
        Assert.True(await pair.Remote.IsYoursAsync(clerk).Soon());
    }

    [Fact]
    public async Task A_reference_does_not_come_home_as_more_than_it_was_shared_as()
    {
        await using var pair = new Pair(new Desk());
        var anybody = await pair.Remote.AnybodyAsync().Soon();
        Assert.Equal("Ada", await pair.Remote.NameOfAsync(anybody).Soon());

        // The very object is a clerk; its peer was never told so.
        var promoted = Unsafe.As<IEmployee>(anybody);
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.IsYoursAsync(promoted).Soon());
        Assert.Equal(PeerStatus.InvalidData, error.Status);
    }

    [PeerContract]
    public partial interface IPerson
    {
        ValueTask<string> NameAsync();
    }

    [PeerContract]
    public partial interface IEmployee : IPerson
    {
        ValueTask<int> SalaryAsync();
    }

    [PeerContract]
    public partial interface IClerk : IEmployee
    {
        ValueTask FileAsync();
    }

    [PeerContract]
    public partial interface IDesk
    {
        ValueTask<IClerk> HireAsync();

        ValueTask<IPerson> AnybodyAsync();

        ValueTask<string> NameOfAsync(IPerson person);

        ValueTask<string> FirstOfAsync(List<IPerson> people);

        ValueTask<bool> IsYoursAsync(IEmployee employee);
    }

    private sealed class Pair : IAsyncDisposable
    {
        private readonly PeerSession _caller;
        private readonly PeerSession _callee;

        public Pair(Desk desk)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            _callee = PeerSession.Start(second, peer => peer.Serve(desk));
            _caller = PeerSession.Start(first);
            Remote = _caller.GetRemote<IDesk>();
        }

        public IDesk Remote { get; }

        public async ValueTask DisposeAsync()
        {
            await _caller.DisposeAsync();
            await _callee.DisposeAsync();
        }
    }

    private sealed class Clerk : IClerk
    {
        public ValueTask<string> NameAsync() => new("Ada");

        public ValueTask<int> SalaryAsync() => new(5);

        public ValueTask FileAsync() => default;
    }

    private sealed class Desk : IDesk
    {
        private readonly Clerk _clerk = new();

        public ValueTask<IClerk> HireAsync() => new(_clerk);

        public ValueTask<IPerson> AnybodyAsync() => new(_clerk);

        public ValueTask<string> NameOfAsync(IPerson person) => person.NameAsync();

        public ValueTask<string> FirstOfAsync(List<IPerson> people) => people[0].NameAsync();

        public ValueTask<bool> IsYoursAsync(IEmployee employee) => new(ReferenceEquals(employee, _clerk));
    }
}
