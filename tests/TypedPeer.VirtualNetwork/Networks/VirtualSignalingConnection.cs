using System.Threading.Channels;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.VirtualNetwork.Networks;

/// <summary>A client's connection to a virtual signaling server: texts arrive in order, each in its time, or the connection is lost.</summary>
internal sealed class VirtualSignalingConnection : ISignalingConnection
{
    /// <summary>After how long without an answer it counts as lost, at both of its ends: who hears nothing asks after 15 s, and waits for as long again.</summary>
    private const long Patience = 30_000_000;

    private readonly VirtualWorld _world;
    private readonly ISignalingConnection _server;
    private readonly Func<long> _delay;
    private readonly Action<VirtualSignalingConnection> _ended;
    private readonly Channel<string> _incoming = Channel.CreateUnbounded<string>();
    private readonly Queue<Action> _held = new();
    private long _nextAtServer;
    private long _nextAtClient;
    private int _silences;
    private bool _isSilent;
    private bool _isBroken;

    /// <summary>Begins.</summary>
    /// <param name="world">Where it is.</param>
    /// <param name="server">The connection as the server has it.</param>
    /// <param name="delay">Draws how long a text takes, in microseconds.</param>
    /// <param name="ended">Called when it is over.</param>
    public VirtualSignalingConnection(VirtualWorld world, ISignalingConnection server, Func<long> delay, Action<VirtualSignalingConnection> ended)
    {
        (_world, _server, _delay, _ended) = (world, server, delay, ended);
        _ = PassOnAsync();
    }

    /// <summary>Nothing passes any more, and neither side is told until it has waited long enough; or it passes again.</summary>
    public void SetSilent(bool isSilent)
    {
        _isSilent = isSilent;
        int silence = ++_silences;
        if (isSilent)
            _world.Schedule(_world.Now + Patience, () => _world.Post(() => Break(silence)));

        // What was sent meanwhile is sent again until it arrives, unless the connection was given up before.
        while (!isSilent && !_isBroken && _held.TryDequeue(out var held))
            held();
    }

    /// <summary>It is lost for both sides.</summary>
    public void Break() => Break(_silences);

    /// <inheritdoc/>
    public ValueTask SendAsync(string text, CancellationToken cancellationToken)
    {
        _nextAtServer = Later(_nextAtServer, () => _ = _server.SendAsync(text, CancellationToken.None).AsTask());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken) =>
        await _incoming.Reader.WaitToReadAsync(cancellationToken) && _incoming.Reader.TryRead(out string? text) ? text : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // Where nothing passes the server finds it out by itself.
        _nextAtServer = Later(_nextAtServer, Break);
        return ValueTask.CompletedTask;
    }

    private async Task PassOnAsync()
    {
        while (await _server.ReceiveAsync(CancellationToken.None) is { } text)
            _nextAtClient = Later(_nextAtClient, () => _incoming.Writer.TryWrite(text));

        _nextAtClient = Later(_nextAtClient, Break);
    }

    private void Break(int silence)
    {
        if (_isBroken || silence != _silences)
            return;

        _isBroken = true;
        _incoming.Writer.TryComplete();
        _ = _server.DisposeAsync().AsTask();
        _ended(this);
    }

    private long Later(long notBefore, Action action)
    {
        long at = Math.Max(notBefore, _world.Now + _delay());
        _world.Schedule(at, () => _world.Post(() =>
        {
            if (_isSilent)
                _held.Enqueue(action);
            else if (!_isBroken)
                action();
        }));
        return at;
    }
}
