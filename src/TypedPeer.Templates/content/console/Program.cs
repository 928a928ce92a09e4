using TypedPeer.Signaling;
using TypedPeerConsole;

if (args is [var address])
{
    // The caller: dials the address, and serves the same contract, so that the other end can call back.
    await using var link = await PeerLink.ConnectAsync(address, peer => peer.Serve<IChat>(new Chat()));
    var chat = link.GetRemote<IChat>();

    Console.WriteLine(await chat.GreetAsync("Ada"));
    await foreach (var number in chat.CountDownAsync(3, TimeSpan.FromMilliseconds(300)))
    {
        Console.WriteLine(number);
    }

    await chat.SayAsync("That is all.");
    Console.WriteLine("OK: both ends have called each other.");
    return;
}

// The listener: whoever has its address can call it, and nobody else.
await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IChat>(new Chat()));
if (!Console.IsOutputRedirected)
{
    Console.Write(listener.Address.ToQrCode());
}

Console.WriteLine("In a second terminal: dotnet run -- ADDRESS, with this address. Enter ends.");
Console.WriteLine(listener.Address);
Console.ReadLine();
