namespace TypedPeer.DataChannels.Connection.Reporting;

/// <summary>What gave no candidate, for diagnosis: each once, and no more than tell the story.</summary>
internal sealed class ReportedErrors
{
    private const int MaxCount = 32;

    private readonly List<IceCandidateError> _all = [];

    /// <summary>Gets them, in the order in which they were told.</summary>
    public IReadOnlyList<IceCandidateError> All => _all;

    /// <summary>Keeps one unless it is known, or one too many.</summary>
    public void Add(IceCandidateError error)
    {
        if (_all.Count < MaxCount && !_all.Contains(error))
        {
            _all.Add(error);
        }
    }
}
