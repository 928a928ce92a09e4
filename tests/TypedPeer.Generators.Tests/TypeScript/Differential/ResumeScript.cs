using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>Has what happens to a session go over several channels: some are lost, and the peer goes on over others, says frames of resuming where none belong, or is not the one.</summary>
internal sealed class ResumeScript
{
    private readonly Random _random;
    private readonly List<SessionStep> _steps = [];
    private readonly byte[] _share;
    private readonly bool _isHonest;
    private byte[] _hello = [];
    private int _counted;
    private bool _isLost;

    private ResumeScript(int seed)
    {
        _random = new(seed);
        _share = Enumerable.Repeat((byte)(_random.Next(2) * 255), SessionKey.Size).ToArray();
        _isHonest = _random.Next(3) > 0;
    }

    /// <summary>Weaves channels into a script, out of a seed.</summary>
    public static SessionScript Weave(SessionScript script, int seed)
    {
        var writer = new ResumeScript(seed);
        foreach (var step in script.Steps)
        {
            if (writer._counted > 0 && writer._random.Next(4) == 0)
            {
                writer.Resume();
            }

            writer.Add(step);
        }

        return script with { Share = writer._share[0], Steps = writer._steps };
    }

    /// <summary>Adds a step of the script: a hello says that this side can resume, and its share of the key follows. A PING is left out, whose answers share messages with others as each side likes.</summary>
    private void Add(SessionStep step)
    {
        if (step.Kind != SessionStepKind.Message)
        {
            _isLost |= step.Kind == SessionStepKind.Close;
            _steps.Add(step);
            return;
        }

        var frames = SessionFrame.Split(step.Bytes!).Where(static frame => frame.Type != FrameType.Ping).ToList();
        var isHello = frames.Exists(static frame => frame.Type == FrameType.Hello);
        foreach (var hello in frames.Where(static frame => frame.Type == FrameType.Hello))
        {
            hello.Payload[^1] |= (byte)(_isHonest || _random.Next(9) > 0 ? 0x18 : 0);
        }

        byte[] message = [.. frames.SelectMany(static frame => frame.Type == default ? frame.Payload : SessionFrame.Of(frame.Type, frame.Payload))];
        _hello = isHello ? message : _hello;
        Message(message);
        if (isHello && (_isHonest || _random.Next(9) > 0))
        {
            _counted = 0;
            Message(SessionFrame.Of(FrameType.ResumeKey, _share));
        }
    }

    private void Message(byte[] message)
    {
        _counted += _isLost || !ResumeFrames.IsCounted(message) ? 0 : 1;
        if (message.Length > 1 && !_isLost && _random.Next(9) == 0)
        {
            var half = message.Length / 2;
            _steps.Add(new(SessionStepKind.Message, 0, SessionFrame.Of(FrameType.Part, SessionFrame.Number((ulong)(message.Length - half)), message[..half])));
            message = SessionFrame.Of(FrameType.Part, SessionFrame.Number(_isHonest || _random.Next(5) > 0 ? 0UL : 1), message[half..]);
        }

        _steps.Add(new(SessionStepKind.Message, 0, message));
    }

    private void Resume()
    {
        switch (_random.Next(_isHonest ? 9 : 17))
        {
            case < 5:
                Lose();
                GoOn();
                break;
            case 5:
                Lose();
                break;
            case 6:
                GoOn();
                break;
            case 7:
                Say(FrameType.Ack, 1);
                break;
            case 8:
                // The peer was started anew.
                _steps.Add(new(SessionStepKind.Channel));
                Message(_hello);
                break;
            case 9:
                Say(FrameType.Ack, _random.Next(2) == 0 ? 0UL : 1_000_000);
                break;
            case 10:
                Say(FrameType.Suspend, (ulong)_random.Next(3) * 2000);
                _isLost = true;
                break;
            case 11:
                Say(FrameType.Continue, (ulong)_random.Next(4));
                break;
            case 12:
                Message(SessionFrame.Of(FrameType.ResumeKey, _share));
                break;
            case 13:
                Message(SessionFrame.Of(FrameType.ResumeRefused, SessionFrame.Text("no")));
                break;
            case 14:
                Message(SessionFrame.Of((FrameType)_random.Next(0x81, 0x89), Random(_random.Next(40))));
                break;
            case 15:
                _steps.Add(new(SessionStepKind.Channel));
                Message(_random.Next(3) switch
                {
                    0 => SessionFrame.Of(FrameType.ResumeRefused, Random(_random.Next(4))),
                    1 => SessionFrame.Of(FrameType.Resume, Random(SessionKey.NameSize + SessionKey.Size), [0, 0]),
                    _ => Random(_random.Next(4)),
                });
                break;
            default:
                _steps.Add(new(SessionStepKind.Say, _random.Next(3)));
                break;
        }
    }

    private void Lose()
    {
        _isLost = true;
        _steps.Add(new(SessionStepKind.Close));
        if (_random.Next(4) == 0)
        {
            _steps.Add(new(SessionStepKind.Time, 1000 * _random.Next(1, 4)));
        }
    }

    /// <summary>The peer is there on another channel, and says what belongs; one that is not honest leaves something out or says something else.</summary>
    private void GoOn()
    {
        _steps.Add(new(SessionStepKind.Channel, Odd() ? 1_000_000 : _random.Next(2)));
        for (var what = 0; what < 2; what++)
        {
            if (!Odd())
            {
                _steps.Add(new(SessionStepKind.Say, Odd() ? _random.Next(3) : what));
            }

            if (Odd())
            {
                Message(SessionFrame.Of((FrameType)_random.Next(0x80, 0x8a), Random(_random.Next(4))));
            }
        }

        _isLost = false;
        Say(FrameType.Continue, (ulong)Math.Max(0, Odd() ? _random.Next(_counted + 3) : _counted + 1));
    }

    private bool Odd() => !_isHonest && _random.Next(8) == 0;

    private void Say(FrameType type, ulong number) => Message(SessionFrame.Of(type, SessionFrame.Number(number)));

    private byte[] Random(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
