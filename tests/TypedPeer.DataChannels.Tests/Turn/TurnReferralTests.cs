using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>What a relay gives to one port of this side no more, and may give to another.</summary>
public sealed class TurnReferralTests
{
    private static readonly IPEndPoint RelayedV6 = IPEndPoint.Parse("[2001:db8::5]:50001");
    private static readonly TurnServer SecondAsked = TurnScript.FirstAsked with { IsAskedForV6Only = true };

    [Fact]
    public void A_relay_that_gives_IPv4_alone_is_asked_for_IPv6_from_another_port_once()
    {
        var script = new TurnScript().Allocate(TurnScript.Relayed);

        var referral = script.Client.TakeReferral()!;

        Assert.True(referral.IsAskedForV6Only);
        Assert.Equal(TurnScript.Server, referral.EndPoint);
        Assert.False(script.Client.IsOver);
        Assert.Null(script.Client.TakeReferral());
    }

    [Fact]
    public void A_relay_that_gives_both_or_says_why_it_does_not_is_not_asked_again()
    {
        Assert.Null(new TurnScript().Allocate(TurnScript.Relayed, RelayedV6).Client.TakeReferral());
        var script = new TurnScript();
        script.Challenge(script.Next());

        script.Answer(script.Next(), StunMessageClass.SuccessResponse, static (ref writer) =>
        {
            writer.AddXorAddress(StunAttributeType.XorRelayedAddress, TurnScript.Relayed);
            writer.Add(StunAttributeType.AddressErrorCode, [2, 0, 4, 40]);
            writer.AddIntegrity(TurnScript.Md5Key);
        });

        Assert.Single(script.Allocated);
        Assert.Null(script.Client.TakeReferral());
    }

    [Fact]
    public void The_second_port_asks_for_IPv6_alone_and_for_nothing_further()
    {
        var script = new TurnScript(SecondAsked);
        var request = TurnScript.Parse(script.Next());
        Assert.True(request.TryGetUInt32(StunAttributeType.RequestedAddressFamily, out uint family));
        Assert.Equal(2u << 24, family);
        Assert.False(request.TryGet(StunAttributeType.AdditionalAddressFamily, out _));

        script = new TurnScript(SecondAsked).Allocate(RelayedV6);

        Assert.Equal(RelayedV6, Assert.Single(script.Allocated).LocalEndPoint);
        Assert.Null(script.Client.TakeReferral());
    }

    [Fact]
    public void A_relay_that_has_no_IPv6_ends_it_without_a_word()
    {
        var script = new TurnScript(SecondAsked);
        script.Challenge(script.Next());

        script.Refuse(script.Next(), StunErrorCode.AddressFamilyNotSupported);

        Assert.True(script.Client.IsOver);
        Assert.Empty(script.Failures);
    }

    [Theory]
    [InlineData(486, "answered Allocate (IPv6) with 486 Allocation Quota Reached")]
    [InlineData(508, "answered Allocate (IPv6) with 508 Insufficient Capacity")]
    public void Another_error_says_that_it_is_about_IPv6(int code, string told)
    {
        var script = new TurnScript(SecondAsked);
        script.Challenge(script.Next());

        script.Refuse(script.Next(), code);

        Assert.Contains(told, Assert.Single(script.Failures).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.200:50000")]
    [InlineData("[::ffff:203.0.113.200]:50000")]
    [InlineData("[::]:50000")]
    [InlineData("[2001:db8::5]:0")]
    [InlineData("[ff02::1]:50000")]
    [InlineData("[fe80::1]:50000")]
    public void What_is_no_address_of_IPv6_is_none_for_who_has_asked_for_one(string address)
    {
        var script = new TurnScript(SecondAsked).Allocate(IPEndPoint.Parse(address));

        Assert.Empty(script.Allocated);
        Assert.True(script.Client.IsOver);
        Assert.Contains("gave no address", Assert.Single(script.Failures).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_port_that_the_relay_calls_in_use_is_left_for_another_three_ports_at_most(bool isAskedForV6Only)
    {
        var server = TurnScript.FirstAsked with { IsAskedForV6Only = isAskedForV6Only };
        for (int ports = 1; ports < 3; ports++)
        {
            server = AskTakenPort(new TurnScript(server), failures: 0)!;
            Assert.Equal((TurnScript.Server, isAskedForV6Only), (server.EndPoint, server.IsAskedForV6Only));
        }

        Assert.Null(AskTakenPort(new TurnScript(server), failures: 1));
    }

    [Fact]
    public void Over_a_connection_another_is_made_as_well()
    {
        var script = new TurnScript(DatagramPathKind.Tcp);

        Assert.NotNull(AskTakenPort(script, failures: 0));
        Assert.True(script.Client.IsOver);
    }

    [Fact]
    public void Whom_a_relay_sends_this_side_on_to_over_a_connection_is_asked_by_another_that_knows_who_was_asked_before()
    {
        var script = new TurnScript(DatagramPathKind.Tcp);

        script.SendOn("203.0.113.1:3478");

        var referral = script.Client.TakeReferral()!;
        Assert.True(script.Client.IsOver);
        Assert.Equal("203.0.113.1:3478", referral.EndPoint.ToString());
        Assert.Equal([TurnScript.Server], referral.AskedBefore);
        Assert.Empty(script.Failures);
    }

    [Fact]
    public void An_allocation_that_the_relay_knows_no_more_is_not_asked_for_from_another_port()
    {
        var script = new TurnScript().Allocate();
        script.Client.TakeReferral();
        script.Client.Wrap(script.Buffer, 30, IPEndPoint.Parse("192.0.2.7:7000"), 1);

        script.Refuse(script.Next(), StunErrorCode.AllocationMismatch);

        Assert.Equal(StunErrorCode.AllocationMismatch, Assert.Single(script.Failures).Code);
        Assert.Null(script.Client.TakeReferral());
    }

    [Fact]
    public void Whom_a_relay_has_sent_this_side_on_to_is_the_one_that_is_asked_from_other_ports_and_a_circle_has_an_end_all_the_same()
    {
        var script = new TurnScript();
        script.SendOn("203.0.113.1:3478");
        script.Allocate(TurnScript.Relayed);

        var referral = script.Client.TakeReferral()!;
        Assert.Equal("203.0.113.1:3478", referral.EndPoint.ToString());

        var second = new TurnScript(referral);
        second.SendOn("203.0.113.200:3478");
        Assert.Equal(300, Assert.Single(second.Failures).Code);
    }

    private static TurnServer? AskTakenPort(TurnScript script, int failures)
    {
        script.Challenge(script.Next());
        script.Refuse(script.Next(), StunErrorCode.AllocationMismatch);

        Assert.True(script.Client.IsOver);
        Assert.Equal(failures, script.Failures.Count(static failure => failure.Code == StunErrorCode.AllocationMismatch));
        return script.Client.TakeReferral();
    }
}
