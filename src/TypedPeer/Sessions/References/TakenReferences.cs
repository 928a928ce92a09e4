namespace TypedPeer.Sessions.References;

/// <summary>
/// The objects of the peer that were read out of one call's arguments: whose they are, and what the peer is told of it. Kept with the
/// call for life. Taking is the handler's thread's, before it answers.
/// </summary>
internal sealed class TakenReferences
{
    private List<HeldReference>? _taken;
    private List<HeldReference>? _untilEnd;

    /// <summary>Gets how many were taken.</summary>
    public int Count => _taken?.Count ?? 0;

    /// <summary>Gets or sets a value indicating whether every argument was read, so that what was taken belongs to the handler.</summary>
    public bool IsRead { get; set; }

    /// <summary>Notes an object.</summary>
    public void Add(HeldReference held) => (_taken ??= []).Add(held);

    /// <summary>The object taken last is kept for no longer than the call runs.</summary>
    public void ReturnLastAtEnd() => (_untilEnd ??= []).Add(_taken![^1]);

    /// <summary>No argument will be read any more: what was taken of arguments that could not be read to their end goes back.</summary>
    public void Settle(ReferenceTable table)
    {
        if (!IsRead)
        {
            table.ReturnAll(_taken);
        }

        _taken = null;
    }

    /// <summary>The call is over: what was kept for it is given back.</summary>
    public void Release(ReferenceTable table)
    {
        if (IsRead)
        {
            table.ReturnAll(_untilEnd);
        }

        _untilEnd = null;
        IsRead = false;
    }
}
