using TypedPeer.WebAssembly;
using TypedPeer.WebAssembly.Checks;

var runner = new Runner();
await runner.RunAsync(CallChecks.All);
await runner.RunAsync(StreamChecks.All);
await runner.RunAsync(ReferenceChecks.All);
await runner.RunAsync(FailureChecks.All);
await runner.RunAsync(DataChecks.All);
await runner.RunAsync(PlatformChecks.All);
return runner.End();
