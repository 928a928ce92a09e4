namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>
/// Fragments by the TSN they end at, which a peer chooses within reach of the cumulative one: a ring of pages, each made when
/// something lies in it and counted like other memory. Every operation costs the same wherever the TSN lies.
/// </summary>
internal sealed class SctpFragmentRing(SctpFragmentPool pool)
{
    private const int PageShift = 8;
    private const int PageSize = 1 << PageShift;
    private const int PageCount = (SctpTsnMap.Reach + 1) >> PageShift;

    /// <summary>What a page takes: its slots, and the headers of two objects.</summary>
    private const int PageBytes = (PageSize * 8) + 64;

    private Page?[]? _pages;
    private Page? _spare;

    /// <summary>Gets how many fragments lie here.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a fragment into its slot, which is empty: of what lies here no two are further apart than the ring is long.</summary>
    public void Store(SctpFragment fragment)
    {
        _pages ??= new Page?[PageCount];
        ref var page = ref _pages[IndexOf(fragment.LastTsn)];
        if (page is null)
        {
            page = _spare ?? new Page();
            _spare = null;
            pool.Charge(PageBytes);
        }

        page.Slots[fragment.LastTsn & (PageSize - 1)] = fragment;
        page.Count++;
        Count++;
    }

    /// <summary>Finds the fragment that ends at a TSN.</summary>
    public SctpFragment? Find(uint tsn) =>
        _pages?[IndexOf(tsn)] is { } page && page.Slots[tsn & (PageSize - 1)] is { } fragment && fragment.LastTsn == tsn ? fragment : null;

    /// <summary>Takes out the fragment that ends at a TSN.</summary>
    public SctpFragment? Take(uint tsn)
    {
        if (Find(tsn) is not { } fragment)
        {
            return null;
        }

        ref var page = ref _pages![IndexOf(tsn)];
        page!.Slots[tsn & (PageSize - 1)] = null;
        Count--;
        if (--page.Count == 0)
        {
            _spare = page;
            page = null;
            pool.Discharge(PageBytes);
        }

        return fragment;
    }

    /// <summary>Gives every fragment back.</summary>
    public void Clear()
    {
        foreach (var page in _pages ?? [])
        {
            foreach (var fragment in page?.Slots ?? [])
            {
                if (fragment is not null)
                {
                    Take(fragment.LastTsn);
                    pool.Free(fragment);
                }
            }
        }
    }

    /// <summary>Forgets the page kept for reuse.</summary>
    public void Trim() => _spare = null;

    private static int IndexOf(uint tsn) => (int)(tsn & SctpTsnMap.Reach) >> PageShift;

    private sealed class Page
    {
        public SctpFragment?[] Slots { get; } = new SctpFragment?[PageSize];

        public int Count { get; set; }
    }
}
