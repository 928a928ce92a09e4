using System.Security.Claims;

namespace TypedPeer.Signaling.Server.Tests.Http;

/// <summary>What is served in these tests.</summary>
[PeerContract]
public partial interface IGreeter
{
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Says who the caller is to the server.</summary>
    ValueTask<string> WhoAmIAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountAsync(CancellationToken cancellationToken = default);
}

/// <summary>Greets.</summary>
internal sealed class Greeter : IGreeter
{
    public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult($"Hello, {name}!");

    public ValueTask<string> WhoAmIAsync(CancellationToken cancellationToken) => ValueTask.FromResult(PeerCallContext.Current!.User?.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? "nobody");

    public async IAsyncEnumerable<int> CountAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return number;
            await Task.Yield();
        }
    }
}
