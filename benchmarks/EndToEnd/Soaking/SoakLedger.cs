namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>Counts what was done and keeps the first sentences about what went wrong.</summary>
internal sealed class SoakLedger
{
    private const int Kept = 20;
    private readonly Lock _lock = new();
    private readonly List<string> _wrongs = [];
    private long _operations;
    private long _wrongCount;

    public long Operations => Interlocked.Read(ref _operations);

    public long WrongCount => Interlocked.Read(ref _wrongCount);

    public IReadOnlyList<string> Wrongs
    {
        get
        {
            lock (_lock)
            {
                return [.. _wrongs];
            }
        }
    }

    public void Done() => Interlocked.Increment(ref _operations);

    public void Expect(bool holds, string wrong)
    {
        if (!holds)
        {
            Wrong(wrong);
        }
    }

    public void Wrong(string sentence)
    {
        Interlocked.Increment(ref _wrongCount);
        lock (_lock)
        {
            if (_wrongs.Count < Kept)
            {
                _wrongs.Add(sentence);
            }
        }
    }
}
