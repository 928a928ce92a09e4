using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.DataChannels.Tests.Architecture;

/// <summary>The plan of the data-channel stack: which folder may use which.</summary>
public sealed class RoomsTests
{
    // Each after all that it uses. A folder's own files are what its chapters and its neighbours share; what puts the chapters together is one itself.
    private static readonly (string Folder, string[] Uses)[] Plan =
    [
        ("Dtls", []),
        ("Dtls/Crypto", ["Dtls"]),
        ("Dtls/Certificates", ["Dtls", "Dtls/Crypto"]),
        (".", ["Dtls", "Dtls/Certificates"]),
        ("Buffers", []),
        ("Entropy", []),
        ("Datagrams", []),
        ("Dcep/Streams", []),
        ("Dcep", [".", "Buffers", "Dcep/Streams"]),
        ("Dtls/Records", ["Dtls/Crypto"]),
        ("Dtls/Messages", ["Dtls", "Dtls/Crypto", "Dtls/Records"]),
        ("Dtls/Flights", ["Dtls", "Dtls/Messages", "Dtls/Records"]),
        ("Dtls/Handshake", ["Dtls", "Dtls/Certificates", "Dtls/Crypto", "Dtls/Flights", "Dtls/Messages", "Dtls/Records"]),
        ("Dtls/Connection", ["Dtls", "Dtls/Certificates", "Dtls/Crypto", "Dtls/Flights", "Dtls/Handshake", "Dtls/Messages", "Dtls/Records"]),
        ("Sctp/Congestion", []),
        ("Sctp/Congestion/Aimd", ["Sctp/Congestion"]),
        ("Sctp/Congestion/Bbr", ["Sctp/Congestion"]),
        ("Sctp", ["Buffers", "Sctp/Congestion", "Sctp/Congestion/Bbr"]),
        ("Sctp/Wire", []),
        ("Sctp/Control", ["Entropy", "Sctp", "Sctp/Wire"]),
        ("Sctp/Receiving", ["Buffers", "Sctp", "Sctp/Control", "Sctp/Wire"]),
        ("Sctp/Sending", ["Buffers", "Sctp", "Sctp/Congestion", "Sctp/Control", "Sctp/Wire"]),
        ("Sctp/Association", ["Buffers", "Entropy", "Sctp", "Sctp/Congestion", "Sctp/Control", "Sctp/Receiving", "Sctp/Sending", "Sctp/Wire"]),
        ("Stun", ["."]),
        ("Ice", ["Entropy", "Stun"]),
        ("Mdns", []),
        ("Ice/Candidates", ["Datagrams", "Ice", "Mdns"]),
        ("Turn", ["Datagrams", "Entropy", "Ice", "Ice/Candidates", "Stun"]),
        ("Ice/Checks", ["Datagrams", "Entropy", "Ice", "Ice/Candidates", "Stun"]),
        ("Ice/Gathering", ["Datagrams", "Entropy", "Ice", "Ice/Candidates", "Stun"]),
        ("Ice/Messages", ["Datagrams", "Ice", "Ice/Checks", "Stun"]),
        ("Ice/Selection", ["Datagrams", "Entropy", "Ice", "Ice/Candidates", "Ice/Checks", "Stun"]),
        ("Ice/Agent", [".", "Datagrams", "Entropy", "Ice", "Ice/Candidates", "Ice/Checks", "Ice/Gathering", "Ice/Messages", "Ice/Selection", "Stun"]),
        ("Sdp", ["Ice", "Ice/Candidates"]),
        ("Addresses", ["Ice", "Sdp"]),
        ("Listening", [".", "Addresses", "Datagrams", "Entropy", "Ice", "Stun"]),
        ("Connection/Negotiation", ["Dtls", "Ice", "Ice/Candidates", "Sdp"]),
        ("Connection/Relaying", ["Datagrams", "Entropy", "Ice/Agent", "Stun", "Turn"]),
        ("Connection/Reporting", [".", "Datagrams", "Ice", "Ice/Agent", "Ice/Candidates", "Ice/Checks", "Ice/Gathering", "Stun", "Turn"]),
        ("Connection", [".", "Buffers", "Connection/Negotiation", "Connection/Reporting", "Connection/Relaying", "Datagrams", "Dcep", "Dtls", "Dtls/Certificates", "Dtls/Connection", "Dtls/Crypto", "Entropy", "Ice", "Ice/Agent", "Ice/Candidates", "Ice/Checks", "Ice/Gathering", "Ice/Selection", "Sctp", "Sctp/Association", "Sdp", "Stun", "Turn"]),
        ("Udp/Loops", []),
        ("Udp/Offload", []),
        ("Udp/Interfaces", []),
        ("Udp", [".", "Datagrams", "Stun", "Udp/Interfaces", "Udp/Loops", "Udp/Offload"]),
        ("Udp/Names", ["Mdns"]),
        ("Udp/Sharing", [".", "Datagrams", "Stun", "Udp", "Udp/Loops"]),
        ("Driver/WakeUps", ["Udp/Loops"]),
        ("Streams", ["Datagrams", "Listening", "Stun", "Turn", "Udp", "Udp/Loops"]),
        ("Driver/Paths", ["Streams", ".", "Connection", "Datagrams", "Ice", "Ice/Agent", "Stun", "Turn", "Udp", "Udp/Loops", "Udp/Sharing"]),
        ("Driver", [".", "Addresses", "Buffers", "Connection", "Connection/Negotiation", "Datagrams", "Dcep", "Driver/Paths", "Driver/WakeUps", "Dtls", "Dtls/Certificates", "Dtls/Crypto", "Ice", "Ice/Agent", "Ice/Candidates", "Mdns", "Sctp", "Sdp", "Streams", "Stun", "Turn", "Udp", "Udp/Loops", "Udp/Names", "Udp/Offload", "Udp/Sharing"]),
        ("Api/Messages", [".", "Buffers", "Dcep"]),
        ("Api", [".", "Addresses", "Api/Messages", "Buffers", "Connection", "Connection/Reporting", "Dcep", "Driver", "Stun", "Ice", "Listening", "Udp", "Udp/Sharing"]),
    ];

    /// <summary>What any folder may speak of.</summary>
    private static readonly string[] Words = ["Signaling", "Statistics", "Texts"];

    private static readonly FolderPlan Folders = new(typeof(DataChannel).Assembly, "src/TypedPeer.DataChannels", "TypedPeer.DataChannels");

    [Fact]
    public void A_folder_uses_what_the_plan_allows_and_no_two_use_each_other() => Sentences.None(Folders.Check(Plan, Words));

    [Fact]
    public void A_plan_that_forbids_a_use_or_allows_a_circle_or_has_too_much_is_told_in_a_sentence()
    {
        var forbids = Folders.Check([.. Plan.Select(static entry => entry.Folder == "Driver" ? entry with { Uses = [.. entry.Uses.Where(static used => used != "Udp")] } : entry)]);
        Assert.Contains(forbids, static sentence => sentence.StartsWith("'Driver' may not use 'Udp', and does: Driver/", StringComparison.Ordinal));

        var circle = Folders.Check([.. Plan.Select(static entry => entry.Folder == "Udp" ? entry with { Uses = [.. entry.Uses, "Driver"] } : entry)]);
        Assert.Contains("The plan lets 'Udp' use 'Driver', which does not stand before it: two folders could use each other.", circle);

        var missing = Folders.Check([.. Plan.Where(static entry => entry.Folder != "Api")]);
        Assert.Contains("'Api' is not in the plan.", missing);
    }
}
