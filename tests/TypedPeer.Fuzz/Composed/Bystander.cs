using TypedPeer.Fuzz.Session;
using TypedPeer.Testing;

namespace TypedPeer.Fuzz.Composed;

/// <summary>
/// Two sessions that have nothing to do with the attack but the process and its pools. What is given back twice, or used after it
/// was given back, shows as somebody else's bytes in their answers.
/// </summary>
internal sealed class Bystander
{
    private const int Calls = 4;

    private readonly IFuzzContract _remote;

    public Bystander()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var options = new PeerSessionOptions { KeepAliveInterval = TimeSpan.FromHours(1), KeepAliveTimeout = TimeSpan.FromHours(2) };
        Serving = PeerSession.Start(second, peer => peer.Serve(new FuzzService()), options);
        Calling = PeerSession.Start(first, null, options);
        _remote = Calling.GetRemote<IFuzzContract>();
    }

    private PeerSession Serving { get; }

    private PeerSession Calling { get; }

    /// <summary>Makes a few calls at once and looks at what comes back.</summary>
    public void Check()
    {
        var texts = Enumerable.Range(0, Calls).Select(number => new string((char)('a' + number), 50 + (number * 700))).ToArray();
        var calls = texts.Select(text => _remote.EchoAsync(text, [1, 2, 3]).AsTask()).ToArray();
        FuzzFindingException.Unless(Task.WhenAll(calls).Wait(TimeSpan.FromSeconds(20)), $"Calls of others get no answer: {Serving.Completion.Status}, {Calling.Completion.Status}.");
        for (var i = 0; i < texts.Length; i++)
        {
            FuzzFindingException.Unless(calls[i].Result == texts[i], "A call of others got somebody else's answer.");
        }
    }
}
