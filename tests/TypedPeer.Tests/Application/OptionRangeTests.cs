using TypedPeer.Testing;

namespace TypedPeer.Tests.Application;

/// <summary>An option with which no session could work is refused by name before anything starts.</summary>
public class OptionRangeTests
{
    public static TheoryData<string, object> Refused => new()
    {
        { nameof(PeerSessionOptions.MaxConcurrentCalls), 0 },
        { nameof(PeerSessionOptions.MaxMessageBytes), 0 },
        { nameof(PeerSessionOptions.CallWindowBytes), (64 * 1024) - 1 },
        { nameof(PeerSessionOptions.StreamWindowBytes), 1023 },
        { nameof(PeerSessionOptions.MaxStreamWindowBytes), 1 },
        { nameof(PeerSessionOptions.MaxReceiveBytes), 1 },
        { nameof(PeerSessionOptions.MaxQueuedCallBytes), 1 },
        { nameof(PeerSessionOptions.MaxQueuedAnswerBytes), 1 },
        { nameof(PeerSessionOptions.MaxReferences), -1 },
        { nameof(PeerSessionOptions.ChannelBufferBytes), 1023 },
        { nameof(PeerSessionOptions.KeepAliveInterval), TimeSpan.FromTicks(1) },
        { nameof(PeerSessionOptions.KeepAliveInterval), TimeSpan.FromMilliseconds(9) },
        { nameof(PeerSessionOptions.KeepAliveInterval), Timeout.InfiniteTimeSpan },
        { nameof(PeerSessionOptions.KeepAliveTimeout), TimeSpan.Zero },
        { nameof(PeerSessionOptions.KeepAliveTimeout), TimeSpan.MaxValue },
        { nameof(PeerSessionOptions.HandshakeTimeout), TimeSpan.Zero },
        { nameof(PeerSessionOptions.HandshakeTimeout), TimeSpan.MaxValue },
        { nameof(PeerSessionOptions.StopTimeout), TimeSpan.FromTicks(-1) },
        { nameof(PeerSessionOptions.StopTimeout), TimeSpan.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task An_option_out_of_its_range_is_refused_by_name(string name, object value)
    {
        var options = new PeerSessionOptions();
        var property = typeof(PeerSessionOptions).GetProperty(name)!;
        property.SetValue(options, value is int number && property.PropertyType == typeof(long) ? (long)number : value);
        var (first, second) = InMemoryPeerChannel.CreatePair();
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => PeerSession.Start(first, options: options)).ParamName);
        await first.DisposeAsync();
        await second.DisposeAsync();
    }
}
