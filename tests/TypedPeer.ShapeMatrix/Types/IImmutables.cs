namespace Matrix;

/// <summary>Immutable and frozen collections.</summary>
[PeerContract]
public partial interface IImmutables
{
    ValueTask<System.Collections.Immutable.ImmutableArray<int>> M01(System.Collections.Immutable.ImmutableArray<int> value);

    ValueTask<System.Collections.Immutable.ImmutableArray<string?>?> M02(System.Collections.Immutable.ImmutableArray<string?>? value);

    ValueTask<System.Collections.Immutable.ImmutableList<int>> M03(System.Collections.Immutable.ImmutableList<int> value);

    ValueTask<System.Collections.Immutable.ImmutableQueue<int>> M04(System.Collections.Immutable.ImmutableQueue<int> value);

    ValueTask<System.Collections.Immutable.ImmutableStack<int>> M05(System.Collections.Immutable.ImmutableStack<int> value);

    ValueTask<System.Collections.Immutable.ImmutableHashSet<int>> M06(System.Collections.Immutable.ImmutableHashSet<int> value);

    ValueTask<System.Collections.Immutable.ImmutableSortedSet<int>> M07(System.Collections.Immutable.ImmutableSortedSet<int> value);

    ValueTask<System.Collections.Immutable.ImmutableDictionary<string, int>> M08(System.Collections.Immutable.ImmutableDictionary<string, int> value);

    ValueTask<System.Collections.Immutable.ImmutableSortedDictionary<string, int>> M09(System.Collections.Immutable.ImmutableSortedDictionary<string, int> value);

    ValueTask<System.Collections.Frozen.FrozenSet<int>> M10(System.Collections.Frozen.FrozenSet<int> value);

    ValueTask<System.Collections.Frozen.FrozenDictionary<string, int>?> M11(System.Collections.Frozen.FrozenDictionary<string, int>? value);
}
