namespace Matrix;

/// <summary>Interfaces of immutable collections, and the remaining read-only ones.</summary>
[PeerContract]
public partial interface IMoreCollections
{
    ValueTask<System.Collections.Immutable.IImmutableList<string?>> M01(System.Collections.Immutable.IImmutableList<string?> value);

    ValueTask<System.Collections.Immutable.IImmutableSet<int>?> M02(System.Collections.Immutable.IImmutableSet<int>? value);

    ValueTask<System.Collections.Immutable.IImmutableQueue<int>> M03(System.Collections.Immutable.IImmutableQueue<int> value);

    ValueTask<System.Collections.Immutable.IImmutableStack<int>> M04(System.Collections.Immutable.IImmutableStack<int> value);

    ValueTask<System.Collections.Immutable.IImmutableDictionary<string, int?>> M05(System.Collections.Immutable.IImmutableDictionary<string, int?> value);

    ValueTask<System.Collections.ObjectModel.ReadOnlySet<int>> M06(System.Collections.ObjectModel.ReadOnlySet<int> value);

    ValueTask<System.Collections.ObjectModel.ReadOnlyObservableCollection<string?>> M07(System.Collections.ObjectModel.ReadOnlyObservableCollection<string?> value);
}
