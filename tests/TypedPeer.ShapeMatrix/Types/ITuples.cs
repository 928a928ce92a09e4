namespace Matrix;

/// <summary>Tuples and pairs.</summary>
[PeerContract]
public partial interface ITuples
{
    ValueTask<(int, string)> M01((int, string) value);

    ValueTask<(int A, string? B)> M02((int A, string? B) value);

    ValueTask<(int, long)?> M03((int, long)? value);

    ValueTask<(int A, (bool B, List<int>? C) D)> M04((int A, (bool B, List<int>? C) D) value);

    ValueTask<(int, int, int, int, int, int, int, int, int)> M05((int, int, int, int, int, int, int, int, int) value);

    ValueTask<(int A, string? B, int C, int D, int E, int F, int G, string? H, int @class)> M06((int A, string? B, int C, int D, int E, int F, int G, string? H, int @class) value);

    ValueTask<ValueTuple<int>> M07(ValueTuple<int> value);

    ValueTask<Tuple<int, string?>> M08(Tuple<int, string?> value);

    ValueTask<Tuple<int>?> M09(Tuple<int>? value);

    ValueTask<KeyValuePair<string, int>> M10(KeyValuePair<string, int> value);

    ValueTask<KeyValuePair<int, long>?> M11(KeyValuePair<int, long>? value);

    ValueTask<KeyValuePair<int, int>[]> M12(KeyValuePair<int, int>[] value);

    ValueTask<KeyValuePair<int, int?>> M13(KeyValuePair<int, int?> value);

    ValueTask<KeyValuePair<int, bool?>?> M14(KeyValuePair<int, bool?>? value);
}
