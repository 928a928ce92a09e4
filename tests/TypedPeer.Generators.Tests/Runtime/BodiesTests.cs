using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Runtime;

#pragma warning disable CA1715, MA0048 // The interfaces of one family stand together.
public interface IPlainGreeter
{
    Task<string> HelloAsync();

    Task<string> NameAsync();

    Task<string> AgainAsync() => Task.FromResult("default");
}

/// <summary>Gives a method a body and takes one away.</summary>
[PeerContract]
public partial interface IGivenBodies : IPlainGreeter
{
    Task<string> IPlainGreeter.HelloAsync() => Task.FromResult("given");

    abstract Task<string> IPlainGreeter.AgainAsync();

    Task<string> OtherAsync();
}

/// <summary>Gives one to a method of a contract, which is another's on the wire.</summary>
[PeerContract]
public partial interface IMoreBodies : IGivenBodies
{
    Task<string> IPlainGreeter.NameAsync() => Task.FromResult("more");
}

public interface ILeftGreeter : IPlainGreeter
{
    Task<string> IPlainGreeter.HelloAsync() => Task.FromResult("left");
}

public interface IRightGreeter : IPlainGreeter
{
    Task<string> IPlainGreeter.HelloAsync() => Task.FromResult("right");
}

/// <summary>Two bodies, of which none is the more derived: a class must choose, so the method travels.</summary>
[PeerContract]
public partial interface IDiamond : ILeftGreeter, IRightGreeter;

public class BodiesTests
{
    [Fact]
    public async Task A_body_counts_where_it_is_given_and_where_it_is_taken_away()
    {
        await using var loopback = new Loopback(peer => peer.Serve<IGivenBodies>(new Served()));
        var remote = loopback.Get<IGivenBodies>();
        Assert.Equal(
            ["given", "served name", "served again", "served other"],
            [await remote.HelloAsync(), await remote.NameAsync(), await remote.AgainAsync(), await remote.OtherAsync()]);
    }

    [Fact]
    public async Task A_body_that_a_derived_contract_gives_is_the_callers_and_the_base_contract_still_travels()
    {
        await using var loopback = new Loopback(peer => peer.Serve<IMoreBodies>(new Served()));
        var derived = loopback.Get<IMoreBodies>();
        Assert.Equal(["more", "served other"], [await derived.NameAsync(), await derived.OtherAsync()]);
    }

    [Fact]
    public async Task Of_two_bodies_none_of_which_is_the_more_derived_neither_counts()
    {
        await using var loopback = new Loopback(peer => peer.Serve<IDiamond>(new Served()));
        Assert.Equal("served hello", await loopback.Get<IDiamond>().HelloAsync());
    }

    private sealed class Served : IMoreBodies, IDiamond
    {
        Task<string> IPlainGreeter.HelloAsync() => Task.FromResult("served hello");

        Task<string> IPlainGreeter.NameAsync() => Task.FromResult("served name");

        Task<string> IPlainGreeter.AgainAsync() => Task.FromResult("served again");

        public Task<string> OtherAsync() => Task.FromResult("served other");
    }
}
