using System.Net;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>Two agents, a clock and a wire of equal delay between all of their addresses. What the wire does to a datagram can be replaced.</summary>
internal sealed class IceLink(IcePeer left, IcePeer right, long delay = 10_000)
{
    private readonly PriorityQueue<IceDatagram, (long At, int Order)> _wire = new();
    private readonly byte[] _buffer = new byte[1200];
    private int _order;

    public long Now { get; private set; }

    public int Written { get; private set; }

    /// <summary>Every datagram written, in order.</summary>
    public List<IceDatagram> Log { get; } = [];

    /// <summary>False drops the datagram.</summary>
    public Func<IceDatagram, bool> Passes { get; set; } = static _ => true;

    /// <summary>The delays of its copies; one by default.</summary>
    public Func<IceDatagram, long[]>? Delays { get; set; }

    /// <summary>Rewrites addresses, as a NAT does.</summary>
    public Func<IceDatagram, IceDatagram> Translate { get; set; } = static datagram => datagram;

    public static void ExchangeCredentials(IcePeer left, IcePeer right, long now)
    {
        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials, now);
        right.Agent.SetRemoteCredentials(left.Agent.LocalCredentials, now);
    }

    public static void ExchangeCandidates(IcePeer left, IcePeer right, long now)
    {
        foreach (var candidate in right.Agent.LocalCandidates)
            left.Agent.AddRemoteCandidate(candidate, now);
        foreach (var candidate in left.Agent.LocalCandidates)
            right.Agent.AddRemoteCandidate(candidate, now);
    }

    public IceLink Exchange()
    {
        ExchangeCredentials(left, right, Now);
        ExchangeCandidates(left, right, Now);
        return this;
    }

    /// <summary>Runs until the condition holds; false if that is not so by then.</summary>
    public bool RunUntil(Func<bool> condition, long limit = 60_000_000)
    {
        long end = Now + limit;
        for (int steps = 0; ; steps++)
        {
            Assert.True(steps < 100_000, "The agents spin.");
            Flush(left);
            Flush(right);
            if (steps > 0)
                AssertNothingIsDue();
            if (condition())
                return true;

            long next = Math.Min(left.Agent.NextDeadline, right.Agent.NextDeadline);
            if (_wire.TryPeek(out _, out var first))
                next = Math.Min(next, first.At);
            if (next > end)
            {
                Now = end;
                return false;
            }

            Now = Math.Max(Now, next);
            if (left.Agent.NextDeadline <= Now)
                left.Agent.HandleDeadline(Now);
            if (right.Agent.NextDeadline <= Now)
                right.Agent.HandleDeadline(Now);
            Deliver();
        }
    }

    public void Run(long duration) => RunUntil(static () => false, duration);

    public bool Connect() => RunUntil(() => left.Agent.SelectedPair is { IsNominated: true } && right.Agent.SelectedPair is { IsNominated: true });

    /// <summary>What was due has been done: an owner that sleeps until the deadline really sleeps.</summary>
    private void AssertNothingIsDue()
    {
        Assert.True(left.Agent.NextDeadline > Now, $"left wants {left.Agent.NextDeadline} at {Now}");
        Assert.True(right.Agent.NextDeadline > Now, $"right wants {right.Agent.NextDeadline} at {Now}");
    }

    private void Deliver()
    {
        while (_wire.TryPeek(out var datagram, out var at) && at.At <= Now)
        {
            _wire.Dequeue();
            foreach (var peer in (IcePeer[])[left, right])
            {
                var path = peer.Paths.Find(path => path.LocalEndPoint.Equals(datagram.To));
                if (path is not null)
                    Assert.True(peer.Agent.HandleDatagram(path, datagram.From, datagram.Bytes, Now));
            }
        }
    }

    private void Flush(IcePeer peer)
    {
        int length;
        while ((length = peer.Agent.WriteDatagram(_buffer, Now, out var path, out var remote)) > 0)
        {
            var datagram = Translate(new IceDatagram(Written++, peer == left, path.LocalEndPoint, remote, _buffer[..length], Now));
            Log.Add(datagram);
            if (!Passes(datagram))
                continue;

            foreach (long one in Delays?.Invoke(datagram) ?? [delay])
                _wire.Enqueue(datagram, (Now + one, _order++));
        }
    }
}

/// <summary>A datagram on the wire, numbered in the order of writing.</summary>
internal sealed record IceDatagram(int Index, bool IsFromLeft, IPEndPoint From, IPEndPoint To, byte[] Bytes, long At);
