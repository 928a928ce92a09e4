using TypedPeer.Sessions.Resuming;

namespace TypedPeer.Tests.Resuming;

/// <summary>A channel between two cores: what is under way to each side, in order, until it is cut; each side then still gets what had come through, and notices the cut behind that.</summary>
internal sealed class ResumeLine(int number, int[] sizes)
{
    public int Number => number;

    public int[] Sizes => sizes;

    public Queue<byte[]>[] To { get; } = [new(), new()];

    /// <summary>Gets what each side says before it goes on; null for the first channel, and for a side that has not been given this one.</summary>
    public ResumeExchange?[] Exchanges { get; } = new ResumeExchange?[2];

    public bool IsCut { get; private set; }

    public bool[] Noticed { get; } = new bool[2];

    public void Send(int from, byte[] message)
    {
        if (!IsCut)
        {
            To[1 - from].Enqueue(message);
        }
    }

    /// <summary>Loses what is under way behind so much that came through on each way.</summary>
    public void Cut(Func<int, int> throughOf)
    {
        IsCut = true;
        foreach (var queue in To)
        {
            var through = queue.Take(throughOf(queue.Count)).ToList();
            queue.Clear();
            through.ForEach(queue.Enqueue);
        }
    }
}
