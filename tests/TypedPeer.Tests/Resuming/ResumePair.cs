using TypedPeer.Channels;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Tests.Core;

namespace TypedPeer.Tests.Resuming;

/// <summary>Two cores that may go on over new channels, and the channels between them. No time passes, and nothing happens, but what a test says.</summary>
internal sealed class ResumePair
{
    private readonly Random _random;
    private readonly int[] _taken = new int[2];
    private int _lines;

    public ResumePair(Random random, PeerSessionOptions[] options, int size)
    {
        _random = random;
        for (var i = 0; i < 2; i++)
        {
            Players[i] = new(options[i], Bytes(SessionKey.Size));
        }

        var line = new ResumeLine(_lines++, [size, size]);
        Lines.Add(line);
        Current[0] = Current[1] = line;
        for (var i = 0; i < 2; i++)
        {
            Play(i, new(CoreStepKind.Open, Now, size));
        }
    }

    public long Now { get; set; } = 1_000_000;

    public CorePlayer[] Players { get; } = new CorePlayer[2];

    /// <summary>Gets the channel that each side's session is on; null while it has none.</summary>
    public ResumeLine?[] Current { get; } = new ResumeLine?[2];

    /// <summary>Gets the channels that a side still listens to.</summary>
    public List<ResumeLine> Lines { get; } = [];

    /// <summary>Gets how often each side went on over another channel.</summary>
    public int[] Resumed { get; } = new int[2];

    /// <summary>Gets or sets a value indicating whether the second side says no when the first wants to go on.</summary>
    public bool Refuses { get; set; }

    public void Play(int side, CoreStep step)
    {
        Players[side].Play(step);
        Collect(side);
    }

    public void Enter(int side, Action<CorePlayer> action)
    {
        Players[side].Enter(() => action(Players[side]));
        Collect(side);
    }

    /// <summary>Connects again; each side is given its end by <see cref="Attempt"/>.</summary>
    public ResumeLine Connect(int size, int otherSize)
    {
        var line = new ResumeLine(_lines++, [size, otherSize]);
        Lines.Add(line);
        return line;
    }

    /// <summary>A side is given its end of a new channel, and says that it wants to go on.</summary>
    public void Attempt(int side, ResumeLine line)
    {
        var delivery = Players[side].Core.State.Delivery!;
        if (line.Number == 0 || line.Exchanges[side] is not null || line.IsCut || Players[side].Core.HasEnded || !delivery.CanResume)
        {
            return;
        }

        if (Refuses && side == 1)
        {
            line.Send(side, ResumeFrames.Refused("no"));
            Drop(side, line);
            return;
        }

        line.Exchanges[side] = new(delivery.Key!, new(Bytes(SessionKey.Size), delivery.Received, Identity(side)), Identity(1 - side));
        line.Send(side, line.Exchanges[side]!.Begin());
    }

    /// <summary>Gives a side the next thing that came over a channel. False when there is none.</summary>
    public bool Deliver(int side, ResumeLine line)
    {
        if (line.Noticed[side] || (line.Exchanges[side] is null && line != Current[side]))
        {
            return false;
        }

        if (line.To[side].TryDequeue(out var message))
        {
            Take(side, line, message);
            return true;
        }

        if (!line.IsCut)
        {
            return false;
        }

        Notice(side, line);
        return true;
    }

    /// <summary>Everything that is under way arrives.</summary>
    public void Settle()
    {
        while (Lines.ToArray().Any(line => Deliver(0, line) | Deliver(1, line)))
        {
        }
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static PeerIdentity Identity(int side) => new("sha-256", side == 0 ? "AA:00" : "BB:11");

    private void Take(int side, ResumeLine line, byte[] message)
    {
        if (line == Current[side])
        {
            Play(side, new(CoreStepKind.Message, Now, 0, message));
            return;
        }

        if (Players[side].Core.HasEnded)
        {
            line.Send(side, ResumeFrames.Refused("over"));
            Drop(side, line);
            return;
        }

        var exchange = line.Exchanges[side]!;
        var answer = exchange.Receive(message);
        if (exchange.IsProven && (Players[side].Core.HasEnded || !Players[side].Core.State.Delivery!.MayHave(exchange.PeerReceived)))
        {
            Drop(side, line);
        }
        else if (exchange.Refusal is not null)
        {
            Assert.True(exchange.IsRefusedByPeer, exchange.Refusal);
            Enter(side, player => player.Core.GiveUp(exchange.Refusal));
            Drop(side, line);
        }
        else
        {
            if (answer is not null)
            {
                line.Send(side, answer);
            }

            if (exchange.IsProven)
            {
                GoOn(side, line, exchange.PeerReceived);
            }
        }
    }

    private void GoOn(int side, ResumeLine line, long received)
    {
        var old = Current[side];
        Current[side] = line;
        Assert.True(Players[side].Resume(line.Sizes[side], received, Now));
        Resumed[side]++;
        Collect(side);
        foreach (var other in Lines.ToArray().Where(other => other != line && (other == old || other.Exchanges[side] is not null)))
        {
            Drop(side, other);
        }
    }

    /// <summary>A side closes a channel that it does not want.</summary>
    private void Drop(int side, ResumeLine line)
    {
        line.Noticed[side] = true;
        if (!line.IsCut)
        {
            line.Cut(static count => count);
        }

        Forget(line);
    }

    private void Notice(int side, ResumeLine line)
    {
        line.Noticed[side] = true;
        if (line == Current[side])
        {
            Current[side] = null;
            Enter(side, player => player.Core.ChannelClosed(new(PeerChannelCloseKind.ConnectionLost, "cut"), Now));
        }

        Forget(line);
    }

    private void Forget(ResumeLine line)
    {
        if (line.Noticed is [true, true])
        {
            Lines.Remove(line);
        }
    }

    private void Collect(int side)
    {
        var messages = Players[side].Messages;
        for (; _taken[side] < messages.Count; _taken[side]++)
        {
            Current[side]?.Send(side, messages[_taken[side]]);
        }
    }
}
