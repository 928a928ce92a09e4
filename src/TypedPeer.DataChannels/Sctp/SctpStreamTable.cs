using System.Runtime.CompilerServices;

namespace TypedPeer.DataChannels.Sctp;

/// <summary>
/// Something for each stream that is in use, by its id: pages of an array, made when a stream of theirs is first used. A peer chooses
/// which ids that are; it can make neither a lookup slow nor more pages than streams were granted.
/// </summary>
internal sealed class SctpStreamTable<T>
{
    private const int PageShift = 6;

    /// <summary>How many streams share a page.</summary>
    public const int PageSize = 1 << PageShift;

    private T[]?[] _pages = [];

    /// <summary>Gets how many pages there are.</summary>
    public int PageCount { get; private set; }

    /// <summary>Gets the stream's place if its page exists; a null reference otherwise.</summary>
    public ref T Find(ushort id) =>
        ref (id >> PageShift) < _pages.Length && _pages[id >> PageShift] is { } page ? ref page[id & (PageSize - 1)] : ref Unsafe.NullRef<T>();

    /// <summary>Gets the stream's place, and makes its page if need be.</summary>
    public ref T Get(ushort id)
    {
        var index = id >> PageShift;
        if (index >= _pages.Length)
        {
            Array.Resize(ref _pages, index + 1);
        }

        if (_pages[index] is not { } page)
        {
            _pages[index] = page = new T[PageSize];
            PageCount++;
        }

        return ref page[id & (PageSize - 1)];
    }

    /// <summary>Gets a page by its number, counted from zero; null where no stream was used.</summary>
    public T[]? GetPage(int index) => _pages[index];

    /// <summary>Gets how many pages there may be.</summary>
    public int PageLimit => _pages.Length;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _pages = [];
        PageCount = 0;
    }
}
