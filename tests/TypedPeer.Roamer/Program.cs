using TypedPeer.Roamer;

if (args is ["many"])
{
    await using var peers = new ManyPeers(Console.In, Console.Out);
    await peers.RunAsync();
}
else
{
    await using var roamer = new RoamingPeer(Console.In, Console.Out);
    await roamer.RunAsync();
}
