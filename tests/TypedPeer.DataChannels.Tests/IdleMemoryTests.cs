using System.Net;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests;

/// <summary>What connections hold while nothing is sent on them: managed memory, counted after a full collection.</summary>
[Collection(AloneCollection.Name)]
public sealed class IdleMemoryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What a socket of a dialler's own reads into, where no loop has it for all sockets; the listener's socket is shared by all.</summary>
    private static readonly int ReceiveBuffer = OperatingSystem.IsLinux() ? 0 : 64 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 64, 48 * 1024)]
    [InlineData(100, 1000, 64 * 1024)]
    [InlineData(16, 16 * 1024, 64 * 1024)]
    public async Task A_connection_that_is_silent_holds_a_small_part_of_what_it_used_while_it_sent(int messages, int size, int most)
    {
        const int Peers = 100;
        await using var listener = PeerConnectionListener.Listen(new PeerConnectionListenerOptions
        {
            Port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) },
        });
        var accepted = new List<PeerConnection>();
        var accepting = AcceptAsync(listener, accepted);
        var dialled = new List<PeerConnection>();
        await DialAsync(listener, dialled, 10, messages, size);

        var before = Collected();
        await DialAsync(listener, dialled, Peers, messages, size);
        var each = (((Collected() - before) / Peers) - ReceiveBuffer) / 2;
        output.WriteLine($"{each} bytes for a connection after {messages} messages of {size} bytes in each direction");

        Assert.InRange(each, 1024, most);
        foreach (var connection in dialled)
        {
            await connection.DisposeAsync();
        }

        await listener.DisposeAsync();
        await accepting.WaitAsync(Patience, Token);
        Assert.Equal(dialled.Count, accepted.Count);
    }

    private static async Task AcceptAsync(PeerConnectionListener listener, List<PeerConnection> accepted)
    {
        await foreach (var connection in listener.AcceptAllAsync(Token))
        {
            accepted.Add(connection);
            connection.DataChannel += static channel => channel.Message += message => channel.Send(message.Data);
        }
    }

    private static async Task DialAsync(PeerConnectionListener listener, List<PeerConnection> dialled, int count, int messages, int size)
    {
        var message = new byte[size];
        for (var i = 0; i < count; i++)
        {
            var connection = new PeerConnection(new PeerConnectionOptions { LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) });
            dialled.Add(connection);
            var left = messages;
            var echoed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var channel = connection.CreateDataChannel("idle");
            channel.Message += _ =>
            {
                if (--left == 0)
                {
                    echoed.SetResult();
                }
            };
            await connection.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
            for (var sent = 0; sent < messages; sent++)
            {
                channel.Send(message);
            }

            await echoed.Task.WaitAsync(Patience, Token);
        }
    }

    /// <summary>The bytes of what is held. What waits for a finalizer is gone.</summary>
    private static long Collected()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
