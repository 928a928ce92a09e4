using System.Net;
using System.Net.NetworkInformation;
using TypedPeer.DataChannels.Udp.Interfaces;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Udp;

/// <summary>No change of the machine's addresses is lost although the system is asked to tell of them late.</summary>
public sealed class AddressChangesTests
{
    private static readonly IPAddress[] Before = [IPAddress.Parse("10.0.0.1")];
    private static readonly IPAddress[] After = [IPAddress.Parse("10.0.0.2")];

    private readonly ManualTimeProvider _time = new();
    private readonly AddressChanges _changes;
    private readonly List<bool> _settled = [];
    private IPAddress[]? _addresses = Before;
    private Action _onSubscribing = static () => { };
    private Action? _tell;
    private int _changed;

    public AddressChangesTests()
    {
        _changes = new AddressChanges(_time, () => _addresses ?? throw new NetworkInformationException(), Subscribe);
        _changes.Changed += () => _changed++;
        _changes.Settled += _settled.Add;
    }

    [Fact]
    public void The_system_is_asked_to_tell_of_changes_once_and_a_moment_after_the_first_look()
    {
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Before, _changes.Find());
        Assert.Equal(Before, _changes.Find());
        _time.Advance(AddressChanges.Delay - TimeSpan.FromMilliseconds(1));
        Assert.Null(_tell);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull(_tell);
        Assert.Equal([true], _settled);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true], _settled);
        Assert.Equal(0, _changed);

        _tell();
        Assert.Equal(1, _changed);
    }

    [Fact]
    public void A_change_that_nobody_saw_in_that_moment_is_told_at_its_end()
    {
        _changes.Find();
        _addresses = After;
        Assert.Equal(0, _changed);

        _time.Advance(AddressChanges.Delay);
        Assert.Equal(1, _changed);
    }

    [Fact]
    public void A_change_while_the_system_is_being_asked_is_told()
    {
        _changes.Find();
        _onSubscribing = () => _addresses = After;

        _time.Advance(AddressChanges.Delay);
        Assert.Equal(1, _changed);
    }

    [Fact]
    public void A_change_that_another_look_shows_in_that_moment_is_told_at_once_and_so_is_the_way_back()
    {
        _changes.Find();
        _addresses = After;
        Assert.Equal(After, _changes.Find());
        Assert.Equal(1, _changed);

        _addresses = Before;
        _time.Advance(AddressChanges.Delay);
        Assert.Equal(2, _changed);
    }

    [Fact]
    public void What_the_system_tells_of_is_not_told_again_by_who_looks()
    {
        _changes.Find();
        _time.Advance(AddressChanges.Delay);
        _addresses = After;
        _tell!();
        Assert.Equal(1, _changed);

        Assert.Equal(After, _changes.Find());
        Assert.Equal(1, _changed);
    }

    [Fact]
    public void Addresses_that_cannot_be_looked_at_when_the_system_begins_to_tell_may_have_changed()
    {
        _changes.Find();
        _addresses = null;

        _time.Advance(AddressChanges.Delay);
        Assert.Equal(1, _changed);
        Assert.Equal([true], _settled);
    }

    [Fact]
    public void Of_a_system_that_tells_of_no_changes_that_is_said_and_who_looks_by_then_is_still_compared_with_what_was_found()
    {
        _changes.Find();
        _onSubscribing = static () => throw new PlatformNotSupportedException();
        _changes.Settled += _ => _changes.Find();
        _addresses = After;

        _time.Advance(AddressChanges.Delay);
        Assert.Equal([false], _settled);
        Assert.Equal(1, _changed);
    }

    private void Subscribe(Action changed)
    {
        _onSubscribing();
        _tell = changed;
    }
}
