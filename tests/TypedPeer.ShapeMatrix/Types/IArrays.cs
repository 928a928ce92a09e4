namespace Matrix;

/// <summary>Arrays: plain, jagged, of several dimensions.</summary>
[PeerContract]
public partial interface IArrays
{
    ValueTask<byte[]> M01(byte[] value);

    ValueTask<byte[]?> M02(byte[]? value);

    ValueTask<int[]> M03(int[] value);

    ValueTask<string?[]> M04(string?[] value);

    ValueTask<string[]?[]> M05(string[]?[] value);

    ValueTask<string?[][]?> M06(string?[][]? value);

    ValueTask<int?[]?> M07(int?[]? value);

    ValueTask<System.Numerics.Matrix4x4[]> M08(System.Numerics.Matrix4x4[] value);

    ValueTask<int[,]> M09(int[,] value);

    ValueTask<string?[,,]?> M10(string?[,,]? value);

    ValueTask<int[,,,]> M11(int[,,,] value);

    ValueTask<int[][,]> M12(int[][,] value);

    ValueTask<int[,][]> M13(int[,][] value);

    ValueTask<int[,]?[]> M14(int[,]?[] value);
}
