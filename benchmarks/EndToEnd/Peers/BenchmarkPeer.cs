using System.Text.Json;
using System.Text.Json.Nodes;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>Our peer behind the commands and events of tests/peers/README.md, so that stacks are interchangeable.</summary>
internal sealed class BenchmarkPeer : IAsyncDisposable
{
    private readonly Dictionary<string, BenchmarkChannel> _channels = new(StringComparer.Ordinal);
    private readonly Lock _output = new();
    private PeerConnection _connection = null!;
    private PeerConnection? _accepted;
    private PeerConnectionListener? _listener;
    private string _mode = "events";
    private bool _overTcp;

    public static async Task RunAsync()
    {
        await using var peer = new BenchmarkPeer();
        peer.Reset(config: null);
        peer.Emit(new JsonObject { ["event"] = "ready", ["stack"] = "typedpeer", ["version"] = typeof(PeerConnection).Assembly.GetName().Version!.ToString(3), ["process"] = Environment.ProcessId });
        while (await Console.In.ReadLineAsync() is { } line)
        {
            try
            {
                await peer.HandleAsync((JsonObject)JsonNode.Parse(line)!);
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or JsonException or KeyNotFoundException)
            {
                peer.Emit(new JsonObject { ["event"] = "error", ["message"] = exception.ToString() });
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await (Interlocked.Exchange(ref _accepted, null)?.DisposeAsync() ?? default);
    }

    private void Reset(JsonNode? config)
    {
        _channels.Clear();
        _overTcp = (bool?)config?["tcp"] is true;
        _connection = config?["iceServers"]?[0] is { } relay ? Connecting.CreateRelayed(relay) : Connecting.Create((string?)config?["bindAddress"], _overTcp);
        _connection.DataChannel += Adopt;
        _connection.ConnectionStateChanged += state => Emit(new JsonObject { ["event"] = "state", ["state"] = state.ToString() });
    }

    private async Task HandleAsync(JsonObject command)
    {
        switch ((string)command["cmd"]!)
        {
            case "reset":
                await DisposeAsync();
                Reset(command["config"]);
                Emit(new JsonObject { ["event"] = "reset" });
                break;
            case "sync":
                Emit(new JsonObject { ["event"] = "synced" });
                break;
            case "memory":
                EmitMemory();
                break;
            case "mode":
                _mode = (string)command["mode"]!;
                break;
            case "offer":
                foreach (var init in command["channels"]!.AsArray())
                {
                    Adopt(_connection.CreateDataChannel((string)init!["label"]!));
                }

                await DescribeAsync();
                break;
            case "remote":
                await TakeRemoteAsync((string)command["type"]! == "offer", (string)command["sdp"]!);
                break;
            case "set-mode":
                Find(command).Mode = (string)command["mode"]!;
                break;
            case "expect":
                Find(command).Expect((int?)command["count"] ?? int.MaxValue, (double?)command["ms"]);
                break;
            case "flood":
                Run(Find(command).FloodAsync((int)command["size"]!, (int?)command["count"] ?? int.MaxValue));
                break;
            case "stop":
                Find(command).Stop();
                break;
            case "ping-pong":
                Run(Find(command).PingPongAsync((int)command["size"]!, (int)command["count"]!));
                break;
            case "listen":
                Listen();
                break;
            case "dial":
                Run(DialAsync(PeerAddress.Parse((string)command["address"]!), (string)command["channel"]!));
                break;
            case "exit":
                await DisposeAsync();
                await (_listener?.DisposeAsync() ?? default);
                Environment.Exit(0);
                break;
            case var unknown:
                throw new InvalidOperationException($"no command is called '{unknown}'");
        }
    }

    /// <summary>From now on connections come by address, too; the last one counts.</summary>
    private void Listen()
    {
        if (_listener is null)
        {
            _listener = PeerConnectionListener.Listen();
            Run(AcceptAsync(_listener));
        }

        Emit(new JsonObject { ["event"] = "listening", ["address"] = _listener.Address.ToString() });
    }

    private async Task AcceptAsync(PeerConnectionListener listener)
    {
        await foreach (var connection in listener.AcceptAllAsync())
        {
            connection.DataChannel += Adopt;
            await (Interlocked.Exchange(ref _accepted, connection)?.DisposeAsync() ?? default);
        }
    }

    private Task DialAsync(PeerAddress address, string channel)
    {
        Adopt(_connection.CreateDataChannel(channel));
        return _connection.ConnectAsync(address);
    }

    /// <summary>After a full collection: what is left is held.</summary>
    private void EmitMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Emit(new JsonObject { ["event"] = "memory", ["workingSet"] = Environment.WorkingSet, ["heap"] = GC.GetTotalMemory(forceFullCollection: false) });
    }

    private async Task TakeRemoteAsync(bool isOffer, string sdp)
    {
        await _connection.SetRemoteDescriptionAsync(new SessionDescription(isOffer ? SdpType.Offer : SdpType.Answer, sdp));
        if (isOffer)
        {
            await DescribeAsync();
        }
    }

    private async Task DescribeAsync()
    {
        await _connection.SetLocalDescriptionAsync();
        await _connection.GatheringCompleted;
        var description = _connection.LocalDescription!;
        Emit(new JsonObject { ["event"] = "description", ["type"] = description.Type == SdpType.Offer ? "offer" : "answer", ["sdp"] = _overTcp ? Connecting.WithoutUdp(description.Sdp) : description.Sdp });
    }

    private void Adopt(DataChannel channel)
    {
        var adopted = new BenchmarkChannel(channel, Emit) { Mode = _mode };
        lock (_channels)
        {
            _channels[channel.Label] = adopted;
        }
    }

    private BenchmarkChannel Find(JsonObject command)
    {
        lock (_channels)
        {
            return _channels[(string)command["channel"]!];
        }
    }

    private async void Run(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            Emit(new JsonObject { ["event"] = "error", ["message"] = exception.ToString() });
        }
    }

    private void Emit(JsonObject item)
    {
        lock (_output)
        {
            Console.Out.WriteLine(item.ToJsonString());
            Console.Out.Flush();
        }
    }
}
