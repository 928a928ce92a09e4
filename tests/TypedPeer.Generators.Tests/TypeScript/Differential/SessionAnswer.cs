using System.Globalization;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>What a session did at one step of a script.</summary>
/// <param name="Sent">The messages it sent.</param>
/// <param name="Log">What its application saw.</param>
/// <param name="End">How it ended; empty where it goes on.</param>
internal sealed record SessionAnswer(List<string> Sent, List<string> Log, string End)
{
    /// <summary>Gets the numbers of the calls that it made.</summary>
    public List<ulong> Calls => [.. Frames.Where(static frame => frame.Type == FrameType.Call).Select(static frame => frame.Numbers(1).Numbers[0])];

    private IEnumerable<SessionFrame> Frames => Sent.SelectMany(static message => SessionFrame.Split(Convert.FromHexString(message)));

    /// <summary>
    /// Returns what both languages must agree about. Left out is what the protocol leaves to each side: how frames share messages, how the bytes of a call are cut, when and how much of credit is given back, what is
    /// said to people. What belongs together (a call, the session) is in the order it was sent.
    /// </summary>
    public List<string> Meaning()
    {
        var said = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var frame in Frames)
        {
            if (Of(frame, End.Length > 0) is var (subject, words))
            {
                if (!said.TryGetValue(subject, out var list))
                {
                    said[subject] = list = [];
                }

                if (words.StartsWith('+') && list.Count > 0 && list[^1].StartsWith('+'))
                {
                    list[^1] += words[1..];
                }
                else
                {
                    list.Add(words);
                }
            }
        }

        return [.. said.Select(static entry => $"{entry.Key}: {string.Join(", ", entry.Value)}"), .. Log.Order(StringComparer.Ordinal), $"end: {End}"];
    }

    private static (string Subject, string Words)? Of(SessionFrame frame, bool hasEnded)
    {
        switch (frame.Type)
        {
            case FrameType.Ping or FrameType.CallCredit or FrameType.Credit or FrameType.Ack:
                return null;
            case FrameType.ResumeKey or FrameType.ResumeProof or FrameType.Continue or FrameType.ResumeRefused:
                // Bytes that are random, or made of such; messages, which each side fills as it likes; and a text.
                return ("session", $"{frame.Type}");
            case FrameType.Resume:
                return ("session", $"{frame.Type} {Convert.ToHexString(frame.Payload[(SessionKey.NameSize + SessionKey.Size)..])}");
            case FrameType.Settle or FrameType.Release or FrameType.StreamStop when hasEnded:
                // What nobody waits for any more: it depends on whether the application was told first.
                return null;
            case FrameType.Goodbye:
                return ("session", $"{frame.Type} {string.Join(' ', frame.Numbers(2).Numbers)}");
            case FrameType.Call or FrameType.Cancel or FrameType.Handled:
                var (call, rest) = frame.Numbers(1);
                return ($"call {call[0]}{(frame.Type == FrameType.Handled ? " of the peer" : string.Empty)}", $"{frame.Type} {Convert.ToHexString(frame.Type == FrameType.Call ? WithoutDeadline(rest) : rest)}");
            case FrameType.Arguments:
                var (argument, more) = frame.Numbers(2);
                return ($"call {argument[0]}", Bytes(more, argument[1] == 0));
            case FrameType.Result:
                var (result, bytes) = frame.Numbers(2);
                return ($"call {result[0]} of the peer", (result[1] & 2) != 0 ? "references " : string.Empty + Bytes(bytes, (result[1] & 1) == 0));
            case FrameType.Error:
                var error = frame.Numbers(2).Numbers;
                return ($"call {error[0]} of the peer", $"Error {error[1]}");
            case FrameType.Data or FrameType.DataEnd:
                var (data, items) = frame.Numbers(2);
                return (Keyed(data[0], data[1]), Bytes(items, frame.Type == FrameType.DataEnd));
            case FrameType.StreamError:
                var failure = frame.Numbers(3).Numbers;
                return (Keyed(failure[0], failure[1]), $"StreamError {failure[2]}");
            case FrameType.StreamStop:
                var stop = frame.Numbers(2).Numbers;
                return (Keyed(stop[0] ^ 1, stop[1]), "StreamStop");
            case FrameType.Settle:
                var (settle, end) = frame.Numbers(2);
                return (Keyed(settle[0], settle[1]), $"Settle {Convert.ToHexString(end)}");
            case FrameType.Release:
                return ($"reference {frame.Numbers(1).Numbers[0]}", $"Release {Convert.ToHexString(frame.Numbers(1).After)}");
            default:
                return ("session", frame.ToString());
        }
    }

    /// <summary>How long a call may take is left out of one of a reference: .NET knows how long the call may take whose handler makes it, which in TypeScript has to be said.</summary>
    private static byte[] WithoutDeadline(byte[] call)
    {
        const int TargetKind = 9;
        const int Reference = TargetKind + 1;
        var flags = (CallFlags)call[0];
        if (!flags.HasFlag(CallFlags.Target | CallFlags.Deadline) || call[TargetKind] != 2)
        {
            return call;
        }

        var position = Reference;
        Assert.True(Varint.TryRead(call, ref position, out _));
        var deadline = position;
        Assert.True(Varint.TryRead(call, ref position, out _));
        return [(byte)(flags & ~CallFlags.Deadline), .. call[1..deadline], .. call[position..]];
    }

    private static string Keyed(ulong key, ulong index) =>
        string.Create(CultureInfo.InvariantCulture, $"call {key >> 1}{((key & 1) == 0 ? string.Empty : " of the peer")} stream {index}");

    private static string Bytes(byte[] bytes, bool isLast) => $"+{Convert.ToHexString(bytes)}{(isLast ? "." : string.Empty)}";
}
