using TypedPeer.Roamer;

await using var roamer = new Roamer(Console.In, Console.Out);
await roamer.RunAsync();
