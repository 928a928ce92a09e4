using TypedPeer.Roamer;

await using var roamer = new RoamingPeer(Console.In, Console.Out);
await roamer.RunAsync();
