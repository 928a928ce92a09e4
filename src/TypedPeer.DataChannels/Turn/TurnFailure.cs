using System.Net;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Turn;

/// <summary>Why a relay is of no use, or none any more.</summary>
/// <param name="Url">The server's address as it was given.</param>
/// <param name="EndPoint">Who was asked last.</param>
/// <param name="Code">The code of its answer, 300 to 699; 0 where it is about none, and <see cref="NoAnswer"/>.</param>
/// <param name="Text">What happened, as a sentence.</param>
internal sealed record TurnFailure(string Url, IPEndPoint EndPoint, int Code, string Text)
{
    /// <summary>The place of a code where nothing came back.</summary>
    public const int NoAnswer = -1;

    /// <summary>A server that answered with an error.</summary>
    public static TurnFailure Of(TurnServer server, IPEndPoint asked, string asking, int code) =>
        new(server.Url, asked, code, $"The relay {asked} answered {asking} with {StunErrorCode.Describe(code)}.");

    /// <summary>A server that was silent.</summary>
    public static TurnFailure Silent(TurnServer server, IPEndPoint asked, string asking) => new(server.Url, asked, NoAnswer, $"The relay {asked} did not answer {asking}.");

    /// <summary>A server that did something else that makes no sense.</summary>
    public static TurnFailure Because(TurnServer server, IPEndPoint asked, string what) => new(server.Url, asked, 0, $"The relay {asked} {what}.");
}
