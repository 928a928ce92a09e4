using TypedPeer.Compatibility.Tests.Evolved;
using TypedPeer.TestSupport;

namespace TypedPeer.Compatibility.Tests.Meeting;

/// <summary>A session whose one side runs kept output and whose other side runs today's; both serve, both call.</summary>
internal sealed class OldMeetsNew : IAsyncDisposable
{
    private readonly ChannelPair _channels;
    private readonly OldVersion _version;
    private readonly PeerSession _old;
    private readonly PeerSession _new;

    private OldMeetsNew(ChannelPair channels, OldVersion version)
    {
        _channels = channels;
        _version = version;
        _old = PeerSession.Start(channels.First, version.Serve);
        _new = PeerSession.Start(channels.Second, builder => builder.Serve(new EvolvedService()));
    }

    /// <summary>Gets the old side's service as the new side sees it.</summary>
    public IEvolving Old => _new.GetRemote<IEvolving>();

    public static async Task<OldMeetsNew> StartAsync(string version, ChannelKind kind) =>
        new(await ChannelPair.OpenAsync(kind), version switch
        {
            "First" => new FirstVersion(),
            "Second" => new SecondVersion(),
            _ => new ThirdVersion(),
        });

    /// <summary>Lets the old side make one of its calls. Returns what it says came back.</summary>
    public Task<string> OldCallsAsync(string call) => _version.Calls[call](_old).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Checks that the old side is told, by the name of the method, why a call of it cannot be.</summary>
    public Task OldIsRefusedAsync(string call, string message) => RefusedAsync(() => OldCallsAsync(call), message);

    /// <summary>Checks that the new side is told, by the name of the method, why a call of it cannot be.</summary>
    public Task NewIsRefusedAsync(Func<IEvolving, Task> call, string message) => RefusedAsync(() => call(Old), message);

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        await _new.DisposeAsync();
        await _channels.DisposeAsync();
    }

    private static async Task RefusedAsync(Func<Task> call, string message)
    {
        var failure = await Assert.ThrowsAsync<PeerException>(call);
        Assert.Equal((PeerStatus.Unimplemented, message), (failure.Status, failure.Message));
    }
}
