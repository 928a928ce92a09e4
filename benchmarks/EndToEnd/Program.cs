using TypedPeer.Benchmarks.EndToEnd.Browsers;
using TypedPeer.Benchmarks.EndToEnd.Channels;
using TypedPeer.Benchmarks.EndToEnd.Crowds;
using TypedPeer.Benchmarks.EndToEnd.FirstCall;
using TypedPeer.Benchmarks.EndToEnd.Groups;
using TypedPeer.Benchmarks.EndToEnd.Links;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Pages;
using TypedPeer.Benchmarks.EndToEnd.Paths;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Relays;
using TypedPeer.Benchmarks.EndToEnd.Session;
using TypedPeer.Benchmarks.EndToEnd.Signalling;
using TypedPeer.Benchmarks.EndToEnd.Soaking;
using TypedPeer.Benchmarks.EndToEnd.Tcp;
using TypedPeer.Benchmarks.EndToEnd.Turn;

const string Help = """
    Compares whole peers, each side its own process, in interleaved windows.

    usage: dotnet run -c Release --project benchmarks/EndToEnd -- COMMAND [options]

      channels            data channels: throughput, messages per second, ping-pong, time to open,
                          against node-datachannel (libdatachannel), @roamhq/wrtc (libwebrtc) and a bare UDP socket
      session             typed calls and streams: against the bare channel, against themselves under a transfer, against
                          JSON over node-datachannel, and in memory against a hand-written floor
      links               links whose sessions outlive their connections: what that costs a stream and calls, what is sent twice for each
                          cut and how long it takes to the next answer, and what an idle link holds
      groups              one message to 1,000 members in memory: a group's call against a loop of calls, in processor time for each
                          member and message of the sender (a cursor, a line of chat, a game's state), and of both ends
      browser-channel     a page in Chromium with us, with node-datachannel and with another page: throughput both ways, and the processor
                          time of our process and of node's
      browser             a page in Chromium with the package for TypeScript, and us: calls one by one and 64 in flight against JSON by hand on
                          the same data channels and against Cap'n Web, streams against the bare channel, calls beside a stream; and a page
                          of .NET WebAssembly against the one in TypeScript
      node                two processes of Node with the package for TypeScript: calls one by one and 64 in flight against birpc, Cap'n Web and
                          bare messages, over data channels of one connection of node-datachannel
      turn                data through a TURN server (coturn, on loopback): throughput against node-datachannel through the same one
      tcp                 data over a TCP candidate on loopback, where a firewall lets nothing else through: throughput against the same over UDP
        --pairs N         pairs of windows for each figure (default 10, at least 5)
        --only NAME       only figures whose name contains NAME
        --quick           3 pairs and short windows: to see that it runs, not to quote

      peers               many connected peers on one port of one process: memory and processor time of an idle one, handshakes
                          for each second of processor time, against node-datachannel
        --count N         how many peers (default 2000)
        --idle SECONDS    how long they are silent (default 60)
        --session         a session on each of our peers' channels
        --quick           200 peers, silent for 10 seconds: to see that it runs, not to quote

      signalling          our signalling server beside npm's peer, a process each: processor time of a join and of a relayed message, memory
                          of a silent client, and whether all get in that come at once
        --clients N       how many are connected and silent (default 2000)
        --at-once N       how many more come at once (default 5000)
        --pairs N         pairs of windows for each figure of processor time (default 10, 5 to 20)
        --idle SECONDS    how long they are silent (default 5)
        --quick           500 clients and as many at once: to see that it runs, not to quote

      first-call          fresh processes: from Main to the first answered call, with a listener that is there and with a peer that
                          starts at the same time; compiled at run time (jit), ReadyToRun (r2r) and as native code (aot);
                          beside gRPC and SignalR over plain TCP
        --rounds N        fresh processes for each figure (default 12, at least 10)
        --only NAME       only programs whose name contains NAME
        --published       without publishing the programs again
        --quick           3 rounds: to see that it runs, not to quote

      paths               transfers over paths with delay, loss and a bottleneck with a queue, through a relay in a process of its own:
                          ours, a session's, and node-datachannel's; calls beside a transfer, processor time, two flows at once
        --rtt MS          one round trip in place of 20 and 100
        --loss PERCENT    one loss in place of 0, 0.1 and 1
        --mbit N          the bottleneck's rate (default 100 Mbit/s of UDP payload)
        --queue-ms MS     how long a full queue takes to leave (default 50)
        --seconds N       how long each transfer is measured (default 10, from its start)
        --only NAME       only figures whose name contains NAME
        --quick           3 seconds each: to see that it runs, not to quote

      relay-check         only whether that relay does what it is asked to on this machine

      soak                mixed load on a session between two processes: nothing lost, nothing twice, no growth
        --minutes N       how long (default 10)
        --in-memory       both peers in this process, over an in-memory channel

    The other stacks come with: npm ci --prefix tests/peers (node 20 or later). Figures of machines that are shared or
    throttled differ by a factor of two from run to run: only the ratios are worth quoting.
    """;

return await BenchmarkProgram.RunAsync(args is [] ? ["--help"] : args, Help, static async args =>
{
    switch (args)
    {
        case ["channels", .. var rest]:
            return await ChannelBenchmark.RunAsync(Options.Parse(rest));
        case ["session", .. var rest]:
            return await SessionBenchmark.RunAsync(Options.Parse(rest));
        case ["links", .. var rest]:
            return await LinksBenchmark.RunAsync(Options.Parse(rest));
        case ["groups", .. var rest]:
            return await GroupBenchmark.RunAsync(Options.Parse(rest));
        case ["browser-channel", .. var rest]:
            return await BrowserBenchmark.RunAsync(Options.Parse(rest));
        case ["browser", .. var rest]:
            return await PageBenchmark.RunAsync(Options.Parse(rest));
        case ["node", .. var rest]:
            return await NodeBenchmark.RunAsync(Options.Parse(rest));
        case ["tcp", .. var rest]:
            return await TcpBenchmark.RunAsync(Options.Parse(rest));
        case ["turn", .. var rest]:
            return await TurnBenchmark.RunAsync(Options.Parse(rest));
        case ["peers", .. var rest]:
            return await PeersBenchmark.RunAsync(CrowdOptions.Parse(rest));
        case ["signalling", .. var rest]:
            return await SignallingBenchmark.RunAsync(SignallingOptions.Parse(rest));
        case ["first-call", .. var rest]:
            return await FirstCallBenchmark.RunAsync(FirstCallOptions.Parse(rest));
        case ["paths", .. var rest]:
            return await PathBenchmark.RunAsync(PathOptions.Parse(rest));
        case ["soak", .. var rest]:
            return await Soak.RunAsync(SoakOptions.Parse(rest));
        case ["session-peer"]:
            await SessionPeer.RunAsync();
            return 0;
        case ["links-peer"]:
            await LinksPeer.RunAsync();
            return 0;
        case ["links-dialler"]:
            await IdleLinks.RunDiallerAsync();
            return 0;
        case ["soak-peer"]:
            await SoakPeer.RunAsync();
            return 0;
        case ["crowd-listener", var mode]:
            await CrowdListener.RunAsync(mode == "session");
            return 0;
        case ["crowd-dialler", var mode]:
            await CrowdDialler.RunAsync(mode == "session");
            return 0;
        case ["peer"]:
            await BenchmarkPeer.RunAsync();
            return 0;
        case ["relay-check"]:
            await using (var relay = await RelayProcess.StartAsync())
            {
                return await RelayCheck.RunAsync(relay) ? 0 : 1;
            }

        case ["relay"]:
            await RelayProgram.RunAsync();
            return 0;
        case ["udp-echo"]:
            await BareUdp.EchoAsync();
            return 0;
        default:
            throw new UsageException($"Unknown command '{args[0]}'.");
    }
});
