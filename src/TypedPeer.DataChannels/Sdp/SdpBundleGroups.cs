namespace TypedPeer.DataChannels.Sdp;

/// <summary>The BUNDLE groups of a description (RFC 9143): of several, the first that names a section holds for it. Groups of other semantics say nothing about transports.</summary>
internal sealed class SdpBundleGroups
{
    private readonly List<List<string>> _groups = [];
    private readonly HashSet<string> _mids = new(StringComparer.Ordinal);

    /// <summary>Whether there is one at all.</summary>
    public bool Any => _groups.Count > 0;

    /// <summary>All that any group names.</summary>
    public IReadOnlySet<string> AllMids => _mids;

    /// <summary>Takes the value of a <c>group</c> attribute. A name that a group had already is passed over, as are those beyond as many as there can be sections.</summary>
    public void Read(ReadOnlySpan<char> value)
    {
        if (!SdpText.TakeWord(ref value).Equals("BUNDLE", StringComparison.OrdinalIgnoreCase))
            return;

        var group = new List<string>();
        while (_mids.Count < SdpLimits.MediaSections && SdpText.TakeWord(ref value) is { IsEmpty: false } word)
        {
            if (word.Length > SdpLimits.TokenLength || !SdpText.IsPrintable(word))
                continue;

            string mid = word.ToString();
            if (_mids.Add(mid))
                group.Add(mid);
        }

        if (group.Count > 0 || _groups.Count == 0)
            _groups.Add(group);
    }

    /// <summary>Gets the group of a section; where none has it the first group, or none.</summary>
    public IReadOnlyList<string> Find(string? mid)
    {
        if (mid is not null && _mids.Contains(mid))
            return _groups.First(group => group.Contains(mid, StringComparer.Ordinal));

        return _groups.FirstOrDefault() ?? [];
    }
}
