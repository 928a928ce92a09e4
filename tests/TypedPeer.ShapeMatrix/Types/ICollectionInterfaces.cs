namespace Matrix;

/// <summary>Interfaces of collections, and those of ObjectModel.</summary>
[PeerContract]
public partial interface ICollectionInterfaces
{
    ValueTask<IEnumerable<int>> M01(IEnumerable<int> value);

    ValueTask<ICollection<int>> M02(ICollection<int> value);

    ValueTask<IList<string?>?> M03(IList<string?>? value);

    ValueTask<IReadOnlyCollection<int>> M04(IReadOnlyCollection<int> value);

    ValueTask<IReadOnlyList<int>> M05(IReadOnlyList<int> value);

    ValueTask<ISet<int>> M06(ISet<int> value);

    ValueTask<IReadOnlySet<int>> M07(IReadOnlySet<int> value);

    ValueTask<IDictionary<string, int>> M08(IDictionary<string, int> value);

    ValueTask<IReadOnlyDictionary<string, int?>?> M09(IReadOnlyDictionary<string, int?>? value);

    ValueTask<System.Collections.ObjectModel.Collection<int>> M10(System.Collections.ObjectModel.Collection<int> value);

    ValueTask<System.Collections.ObjectModel.ObservableCollection<int>> M11(System.Collections.ObjectModel.ObservableCollection<int> value);

    ValueTask<System.Collections.ObjectModel.ReadOnlyCollection<int>> M12(System.Collections.ObjectModel.ReadOnlyCollection<int> value);

    ValueTask<System.Collections.ObjectModel.ReadOnlyDictionary<string, int>> M13(System.Collections.ObjectModel.ReadOnlyDictionary<string, int> value);
}
