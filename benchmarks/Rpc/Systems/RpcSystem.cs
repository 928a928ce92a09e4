using System.Reflection;
using Grpc.Net.Client;
using Microsoft.AspNetCore.SignalR.Client;
using StreamJsonRpc;

namespace TypedPeer.Benchmarks.Rpc.Systems;

/// <summary>One way to call another process.</summary>
/// <param name="Name">What the figures are printed under.</param>
/// <param name="Transport">What is beneath.</param>
/// <param name="Library">A type of it, for its version.</param>
/// <param name="ServeAsync">Serves, and returns where.</param>
/// <param name="ConnectAsync">Connects to what another process serves.</param>
internal sealed record RpcSystem(string Name, string Transport, Type Library, Func<Task<(string Address, IAsyncDisposable Server)>> ServeAsync, Func<string, Task<IRpcClient>> ConnectAsync)
{
    public const string Ours = "typedpeer";

    public static IReadOnlyList<RpcSystem> All { get; } =
    [
        new(Ours, "a data channel over UDP, encrypted", typeof(PeerSession), TypedPeerServer.StartAsync, TypedPeerClient.ConnectAsync),
        new("grpc", "HTTP/2 over plain TCP", typeof(GrpcChannel), GrpcServer.StartAsync, GrpcClient.ConnectAsync),
        new("signalr", "MessagePack in web sockets over plain TCP", typeof(HubConnection), SignalRServer.StartAsync, SignalRClient.ConnectAsync),
        new("streamjsonrpc", "MessagePack over plain TCP", typeof(JsonRpc), StreamJsonRpcServer.StartAsync, StreamJsonRpcClient.ConnectAsync),
    ];

    /// <summary>Gets the version of its library.</summary>
    public string Version => Library.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static RpcSystem Get(string name) => All.Single(system => system.Name == name);
}
