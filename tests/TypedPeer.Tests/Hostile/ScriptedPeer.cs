using System.Text;
using TypedPeer.Channels;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Hostile;

/// <summary>
/// A peer that says what a test tells it to, on the other end of a session that must survive it; and beside it a well-behaved
/// pair on the same service, which must not notice.
/// </summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly InMemoryPeerChannel _channel;
    private readonly Inbox _inbox;
    private readonly Queue<(byte Type, byte[] Payload)> _frames = new();
    private readonly PeerSession _neighbour;
    private readonly PeerSession _neighbourServer;

    private ScriptedPeer(PeerSessionOptions? options, Action<FaultInjectingPeerChannel>? faults)
    {
        var (mine, victims) = InMemoryPeerChannel.CreatePair();
        _channel = mine;
        _inbox = Inbox.AttachTo(mine);
        VictimChannel = new(victims, options?.TimeProvider);
        faults?.Invoke(VictimChannel);
        Victim = PeerSession.Start(VictimChannel, peer => peer.Serve(Service), options);
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _neighbour = PeerSession.Start(first);
        _neighbourServer = PeerSession.Start(second, peer => peer.Serve(Service));
    }

    /// <summary>Gets the session that is attacked.</summary>
    public PeerSession Victim { get; }

    public FaultInjectingPeerChannel VictimChannel { get; }

    public TestService Service { get; } = new();

    /// <summary>Makes a peer that has said nothing yet.</summary>
    public static ScriptedPeer Silent(PeerSessionOptions? options = null, Action<FaultInjectingPeerChannel>? faults = null) => new(options, faults);

    /// <summary>Makes a peer that has introduced itself well.</summary>
    public static async Task<ScriptedPeer> ConnectAsync(PeerSessionOptions? options = null)
    {
        var peer = Silent(options);
        peer.Send(Wire.SayHello(contracts: 1), Wire.AnnounceTestContract());
        await peer.Victim.Connected.Soon();
        return peer;
    }

    /// <summary>Sends frames as one message. A channel that was closed meanwhile is no surprise to an attacker.</summary>
    public void Send(params ReadOnlySpan<byte[]> frames) => TrySend(frames);

    public bool TrySend(params ReadOnlySpan<byte[]> frames)
    {
        try
        {
            _channel.Send(Wire.Join(frames));
            return true;
        }
        catch (PeerChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Closes abruptly.</summary>
    public void Break() => _channel.Break();

    /// <summary>Returns the victim's next frame.</summary>
    public async Task<(byte Type, byte[] Payload)> NextAsync()
    {
        while (_frames.Count == 0)
        {
            foreach (var frame in Wire.Frames(await _inbox.NextAsync()))
            {
                _frames.Enqueue(frame);
            }
        }

        return _frames.Dequeue();
    }

    /// <summary>Returns the payload of the victim's next frame of a type; others are dropped.</summary>
    public async Task<byte[]> ExpectAsync(byte type)
    {
        while (true)
        {
            while (_frames.TryDequeue(out var frame))
            {
                if (frame.Type == type)
                {
                    return frame.Payload;
                }
            }

            foreach (var frame in Wire.Frames(await _inbox.NextAsync()))
            {
                _frames.Enqueue(frame);
            }
        }
    }

    /// <summary>Waits for the end of the session as a protocol error whose sentence, here and in the goodbye, says what was wrong.</summary>
    public async Task ExpectProtocolErrorAsync(string sentence)
    {
        var end = await Victim.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.ProtocolError, end.Kind);
        Assert.Equal(PeerStatus.ProtocolError, end.Status);
        Assert.Contains(sentence, end.Message, StringComparison.Ordinal);
        var goodbye = await ExpectAsync(Wire.Goodbye);
        if (goodbye[0] == 0)
        {
            // The polite one that came before.
            goodbye = await ExpectAsync(Wire.Goodbye);
        }

        Assert.Equal((byte)PeerStatus.ProtocolError, goodbye[0]);
        Assert.Contains(sentence, Encoding.UTF8.GetString(goodbye), StringComparison.Ordinal);
        await VictimChannel.Closed.Soon();
        await ExpectOthersUnharmedAsync();
    }

    /// <summary>Waits for the answer of a call that failed alone; returns its message.</summary>
    public async Task<string> ExpectErrorAsync(byte call, PeerStatus status)
    {
        var error = await ExpectAsync(Wire.Error);
        Assert.Equal(call, error[0]);
        Assert.Equal((byte)status, error[1]);
        return Encoding.UTF8.GetString(error.AsSpan(3));
    }

    /// <summary>A well-made call still works on this session.</summary>
    public async Task ExpectAliveAsync(byte nextCall)
    {
        Send(Wire.AddCall(nextCall));
        var result = await ExpectAsync(Wire.Result);
        Assert.Equal([nextCall, 0, 3, 0, 0, 0], result);
        Assert.False(Victim.Completion.IsCompleted);
        await ExpectOthersUnharmedAsync();
    }

    /// <summary>The same, once what the session waits for is let go.</summary>
    public async Task ExpectAliveAfterAsync(TaskCompletionSource gate, byte nextCall)
    {
        gate.SetResult();
        await ExpectAliveAsync(nextCall);
    }

    public async Task ExpectOthersUnharmedAsync()
    {
        Assert.Equal(5, await _neighbour.GetRemote<ITestContract>().AddAsync(2, 3).Soon());
        Assert.False(_neighbour.Completion.IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        Break();
        await Victim.DisposeAsync();
        await _neighbour.DisposeAsync();
        await _neighbourServer.DisposeAsync();
    }
}
