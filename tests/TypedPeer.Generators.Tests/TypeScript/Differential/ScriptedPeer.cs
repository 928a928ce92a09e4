using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>
/// Whoever is at the other end where a session is to go on over another channel: it has the key, since it gave its share, and says its part when the script tells it to. <c>test/session/differential/scripted-peer.ts</c> is
/// the same in TypeScript.
/// </summary>
/// <param name="share">Each byte of its share of the key: 0 makes it the first, 255 the second.</param>
internal sealed class ScriptedPeer(int share)
{
    private byte[]? _sessionShare;
    private ResumeExchange? _exchange;
    private byte[]? _answer;

    /// <summary>There is another channel, on which this says to have so many of the session's messages.</summary>
    public void Begin(int received)
    {
        _answer = null;
        _exchange = _sessionShare is null
            ? null
            : new(new(Enumerable.Repeat((byte)share, SessionKey.Size).ToArray(), _sessionShare), new(Enumerable.Repeat((byte)0x55, SessionKey.Size).ToArray(), received, null), null);
    }

    /// <summary>The session said something.</summary>
    public void Hear(byte[] message)
    {
        if (message is [(byte)FrameType.ResumeKey, SessionKey.Size, ..])
        {
            _sessionShare ??= message[2..(2 + SessionKey.Size)];
        }
        else if (message is [(byte)FrameType.Resume or (byte)FrameType.ResumeProof, ..])
        {
            _answer = _exchange?.Receive(message) ?? _answer;
        }
    }

    /// <summary>Returns what it says: its RESUME (0), what it has to answer, or what is no proof (1), or that in any case (2).</summary>
    public byte[] Say(int what) => what switch
    {
        0 => _exchange?.Begin() ?? [],
        1 when _answer is not null => _answer,
        _ => SessionFrame.Of(FrameType.ResumeProof, new byte[SessionKey.Size]),
    };
}
