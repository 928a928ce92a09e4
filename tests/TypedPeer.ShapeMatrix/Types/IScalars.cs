namespace Matrix;

/// <summary>Numbers, strings, times and the other types that are one value.</summary>
[PeerContract]
public partial interface IScalars
{
    ValueTask<bool> M01(bool value);

    ValueTask<byte> M02(byte value);

    ValueTask<sbyte> M03(sbyte value);

    ValueTask<short> M04(short value);

    ValueTask<ushort> M05(ushort value);

    ValueTask<char> M06(char value);

    ValueTask<int> M07(int value);

    ValueTask<uint> M08(uint value);

    ValueTask<long> M09(long value);

    ValueTask<ulong> M10(ulong value);

    ValueTask<float> M11(float value);

    ValueTask<double> M12(double value);

    ValueTask<decimal> M13(decimal value);

    ValueTask<string> M14(string value);

    ValueTask<string?> M15(string? value);

    ValueTask<int?> M16(int? value);

    ValueTask<bool?> M17(bool? value);

    ValueTask<decimal?> M18(decimal? value);

    ValueTask<Guid> M19(Guid value);

    ValueTask<Guid?> M20(Guid? value);

    ValueTask<DateTime> M21(DateTime value);

    ValueTask<DateTimeOffset> M22(DateTimeOffset value);

    ValueTask<TimeSpan?> M23(TimeSpan? value);

    ValueTask<DayOfWeek> M24(DayOfWeek value);

    ValueTask<DayOfWeek?> M25(DayOfWeek? value);

    ValueTask<Half> M26(Half value);

    ValueTask<Int128> M27(Int128 value);

    ValueTask<UInt128?> M28(UInt128? value);

    ValueTask<DateOnly> M29(DateOnly value);

    ValueTask<TimeOnly?> M30(TimeOnly? value);

    ValueTask<System.Text.Rune> M31(System.Text.Rune value);

    ValueTask<System.Numerics.BigInteger> M32(System.Numerics.BigInteger value);

    ValueTask<System.Numerics.BigInteger?> M33(System.Numerics.BigInteger? value);

    ValueTask<System.Numerics.Vector3> M34(System.Numerics.Vector3 value);

    ValueTask<System.Numerics.Complex> M35(System.Numerics.Complex value);

    ValueTask<Uri> M36(Uri value);

    ValueTask<Uri?> M37(Uri? value);

    ValueTask<Version> M38(Version value);

    ValueTask<Version?> M39(Version? value);

    ValueTask<System.Collections.BitArray?> M40(System.Collections.BitArray? value);
}
