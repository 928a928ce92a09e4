using System.Collections.Concurrent;
using TypedPeer.DataChannels;

namespace TypedPeer.Roamer;

/// <summary>Many connections of one host at once, at the command of a test: lines "NAME VERB ARGUMENT", answered by "NAME ANSWER" when it is known.</summary>
internal sealed class ManyPeers(TextReader commands, TextWriter answers) : IAsyncDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Peer> _peers = new();
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Does what it is told until there is no more to do.</summary>
    public async Task RunAsync()
    {
        while (await commands.ReadLineAsync() is { } command)
        {
            string[] words = command.Split(' ');
            _ = AnswerAsync(words[0], words[1], words.ElementAtOrDefault(2) ?? "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers.Values)
            await peer.Connection.DisposeAsync();

        _writing.Dispose();
    }

    private async Task AnswerAsync(string name, string verb, string argument)
    {
        string answer;
        try
        {
            answer = await DoAsync(name, verb, argument);
        }
        catch (Exception exception)
        {
            answer = "error " + exception.Message.ReplaceLineEndings(" ");
        }

        await _writing.WaitAsync();
        try
        {
            await answers.WriteLineAsync($"{name} {answer}");
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<string> DoAsync(string name, string verb, string argument)
    {
        switch (verb)
        {
            case "open":
                _peers[name] = Peer.Open(argument);
                return "ok";
            case "describe":
                await _peers[name].Connection.SetLocalDescriptionAsync();
                await _peers[name].Connection.GatheringCompleted;
                return Text.Encode(_peers[name].Connection.LocalDescription!.Sdp);
            case "offer" or "answer":
                var type = verb == "offer" ? SdpType.Offer : SdpType.Answer;
                await _peers[name].Connection.SetRemoteDescriptionAsync(new SessionDescription(type, Text.Decode(argument)));
                return "ok";
            case "report":
                return Text.Encode(_peers[name].Connection.GetConnectionReport().ToString());
            case "path":
                return await _peers[name].FindPathAsync();
            default:
                return "unknown";
        }
    }

    private sealed record Peer(PeerConnection Connection, Task<string> Heard)
    {
        /// <param name="urls">The ICE servers, separated by commas; the relays among them know "ada".</param>
        public static Peer Open(string urls)
        {
            var servers = urls.Split(',').Select(static url => url.StartsWith("turn", StringComparison.Ordinal)
                ? new IceServer(url) { Username = "ada", Credential = "correct-horse" }
                : new IceServer(url));
            var connection = new PeerConnection(new PeerConnectionOptions { IceServers = [.. servers] });
            var channel = connection.CreateDataChannel("path", new DataChannelOptions { Negotiated = true, Id = 0 });
            var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Message += message => heard.TrySetResult(message.GetText());
            channel.Send("path");
            return new Peer(connection, heard.Task);
        }

        /// <summary>Waits for a word of the other side and, where it came by a relay, as long for a path without one as its search might take.</summary>
        public async Task<string> FindPathAsync()
        {
            if (await Task.WhenAny(Heard, Connection.Closed) != Heard)
                return "impossible";

            long began = TimeProvider.System.GetTimestamp();
            while (Connection.SelectedCandidatePair is not { LocalType: not "relay", RemoteType: not "relay" })
            {
                if (TimeProvider.System.GetElapsedTime(began) > Settling)
                    return "relayed";

                await Task.Delay(BetweenLooks);
            }

            return "direct";
        }
    }
}
