using TypedPeer.DataChannels;

namespace TypedPeer.Roamer;

/// <summary>One process of a test of moving hosts: a session with another one, at the command of the test, line by line.</summary>
internal sealed class RoamingPeer(TextReader commands, TextWriter answers) : IRoamer, IAsyncDisposable
{
    private readonly PeerConnection _connection = new();
    private readonly TaskCompletionSource<int> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerSession? _session;
    private Task<int>? _waiting;

    public ValueTask<int> DoubleAsync(int number) => ValueTask.FromResult(number * 2);

    public ValueTask<int> WaitAsync() => new(_released.Task);

    /// <summary>Does what it is told until there is no more to do.</summary>
    public async Task RunAsync()
    {
        var channel = _connection.CreateDataChannel("session", new DataChannelOptions { Negotiated = true, Id = 0 });
        _session = PeerSession.Start(channel, peer => peer.Serve<IRoamer>(this));
        while (await commands.ReadLineAsync() is { } command)
        {
            string[] words = command.Split(' ');
            await answers.WriteLineAsync(await DoAsync(words[0], words.ElementAtOrDefault(1)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();

        await _connection.DisposeAsync();
    }

    private async Task<string> DoAsync(string verb, string? text)
    {
        switch (verb)
        {
            case "describe":
                await _connection.SetLocalDescriptionAsync();
                await _connection.GatheringCompleted;
                return Text.Encode(_connection.LocalDescription!.Sdp);
            case "offer" or "answer":
                await _connection.SetRemoteDescriptionAsync(new SessionDescription(verb == "offer" ? SdpType.Offer : SdpType.Answer, Text.Decode(text!)));
                return "ok";
            case "restart":
                _connection.RestartIce();
                return "ok";
            case "call":
                return $"{await _session!.GetRemote<IRoamer>().DoubleAsync(21)}";
            case "begin":
                _waiting = _session!.GetRemote<IRoamer>().WaitAsync().AsTask();
                return "ok";
            case "release":
                _released.TrySetResult(7);
                return "ok";
            case "end":
                return $"{await _waiting!}";
            case "where":
                return _connection.SelectedCandidatePair?.Local.Address.ToString() ?? "nowhere";
            default:
                return "unknown";
        }
    }
}
