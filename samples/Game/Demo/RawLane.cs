using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using TypedPeer.DataChannels;
using TypedPeer.Samples.Game.Rules;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Game.Demo;

/// <summary>
/// What a message of the same size needs on a bare data channel of the same connections, between the states of the same game: what the age of
/// a state is compared with.
/// </summary>
internal sealed class RawLane
{
    /// <summary>Made by both ends without asking, beside the session's own channel.</summary>
    private static readonly DataChannelOptions Negotiated = new() { Negotiated = true, Id = 100 };

    /// <summary>About what a state of eight players takes.</summary>
    private const int MessageBytes = 256;

    private readonly ConcurrentDictionary<DataChannel, byte> _channels = new();

    public void Add(PeerLink link) => _channels.TryAdd(link.Connection.CreateDataChannel("raw", Negotiated), 0);

    /// <summary>Sends the time to everybody, as often as states are sent.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var message = new byte[MessageBytes];
        var started = Stopwatch.GetTimestamp();
        for (var tick = 1L; !cancellationToken.IsCancellationRequested; tick++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(message, Stopwatch.GetTimestamp());
            foreach (var channel in _channels.Keys)
            {
                // One that does not open, or is full, misses this message; one that is over is forgotten.
                channel.TrySend(message);
                if (channel.ReadyState is DataChannelState.Closing or DataChannelState.Closed)
                {
                    _channels.TryRemove(channel, out _);
                }
            }

            // Half-way between two states.
            var due = TimeSpan.FromSeconds((tick + 0.5) / World.TicksPerSecond) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, CancellationToken.None);
            }
        }
    }

    /// <summary>Tells, at the other end, how old each message is.</summary>
    public static void Receive(PeerLink link, Ages ages)
    {
        var channel = link.Connection.CreateDataChannel("raw", Negotiated);
        channel.Message += message => ages.Add(BinaryPrimitives.ReadInt64LittleEndian(message.Data));
    }
}
