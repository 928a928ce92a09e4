using System.Globalization;
using TypedPeer.Samples.Chat.Room;

namespace TypedPeer.Samples.Chat.Demo;

/// <summary>Two members in a room of their own: one sends a file, the other takes it, and is killed and started again in the middle.</summary>
internal sealed class Courier(string server, string folder, TimeSpan time, int mebibytes)
{
    private const string Room = "couriers";
    private const string Sender = "erin";

    /// <summary>The name of the one who is killed.</summary>
    public const string Receiver = "dave";

    /// <summary>Sends a file, however often the other one is away.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await using var room = await ChatRoom.JoinAsync(server, Room, Sender, folder, isLoopback: true, Tell, cancellationToken);
        Console.WriteLine("joined:");
        var path = Path.Combine(folder, "letters of erin.bin");
        RandomFile.Write(path, mebibytes);
        var file = new FileOnItsWay(Path.GetFileName(path));
        var sent = await room.SendFileAsync(Receiver, path, file, (long)(new FileInfo(path).Length / (time.TotalSeconds / 2)), cancellationToken);
        Console.WriteLine($"counted: {Sender} > {Receiver} file {file.Name} {sent.Length} {sent.Sha256}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done: {sent.Attempts} attempts, {sent.BytesSent} bytes sent of {sent.Length}"));
        await Console.In.ReadLineAsync(cancellationToken);
    }

    /// <summary>Takes it, whichever process this is.</summary>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var coming = new TaskCompletionSource<FileOnItsWay>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var room = await ChatRoom.JoinAsync(server, Room, Receiver, folder, isLoopback: true, Listen, cancellationToken);
        Console.WriteLine("joined:");
        var file = await coming.Task.WaitAsync(cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!file.IsComplete && await timer.WaitForNextTickAsync(cancellationToken))
        {
            Console.WriteLine($"percent: {file.Percent}");
        }

        Console.WriteLine($"counted: {Sender} > {Receiver} file {file.Name} {file.Length} {file.Sha256}");
        Console.WriteLine("done:");
        await Console.In.ReadLineAsync(cancellationToken);

        void Listen(ChatRoom joined)
        {
            Tell(joined);
            joined.Receiving += (_, way) => coming.TrySetResult(way);
        }
    }

    private static void Tell(ChatRoom room) => room.Happened += static what => Console.WriteLine($"happened: {what}");
}
