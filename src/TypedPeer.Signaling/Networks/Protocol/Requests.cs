using System.Text.Json;

namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>What the server was asked and has not answered, each with its deadline.</summary>
internal sealed class Requests(INetworkObserver observer)
{
    /// <summary>The most that wait: what waits longer than others is held back by whoever asks.</summary>
    public const int Limit = 1024;

    // All wait equally long, so the first asked is the first due.
    private readonly Queue<(int Number, long Deadline)> _byAge = new();
    private readonly HashSet<int> _waiting = [];
    private int _last;

    /// <summary>Gets when the oldest is due; <see cref="long.MaxValue"/> where none waits.</summary>
    public long NextDeadline
    {
        get
        {
            while (_byAge.TryPeek(out var oldest) && !_waiting.Contains(oldest.Number))
            {
                _byAge.Dequeue();
            }

            return _byAge.TryPeek(out var next) ? next.Deadline : long.MaxValue;
        }
    }

    /// <summary>Notes a request.</summary>
    public int Add(long deadline)
    {
        if (_waiting.Count >= Limit)
        {
            throw new PeerNetworkException(PeerNetworkError.TooMany, $"{Limit} requests to the server wait for their answers.");
        }

        _last = _last == int.MaxValue ? 1 : _last + 1;
        _waiting.Add(_last);
        _byAge.Enqueue((_last, deadline));
        return _last;
    }

    /// <summary>Ends one; false where it does not wait.</summary>
    public bool Remove(int number) => _waiting.Remove(number);

    /// <summary>Ends those that are due.</summary>
    public void HandleDeadline(long now)
    {
        while (NextDeadline <= now)
        {
            var (number, _) = _byAge.Dequeue();
            _waiting.Remove(number);
            observer.OnAnswer(number, default, new PeerNetworkException(PeerNetworkError.Timeout, "The server did not answer in time."));
        }
    }

    /// <summary>Ends all: no answer will come.</summary>
    public void Clear(PeerNetworkException reason)
    {
        var left = _byAge.Where(entry => _waiting.Contains(entry.Number)).ToArray();
        _byAge.Clear();
        _waiting.Clear();
        foreach (var (number, _) in left)
        {
            observer.OnAnswer(number, default(JsonElement), reason);
        }
    }
}
