namespace Matrix;

/// <summary>Structs, inheritance, nesting and generic types.</summary>
[PeerContract]
public partial interface IStructsAndNesting
{
    ValueTask<CheckedRecordStruct.D> CheckedRecordStruct(CheckedRecordStruct.D value);

    ValueTask<ManagedStruct.D> ManagedStruct(ManagedStruct.D value);

    ValueTask<PaddedStruct.D> PaddedStruct(PaddedStruct.D value);

    ValueTask<ReadOnlyStruct.D> ReadOnlyStruct(ReadOnlyStruct.D value);

    ValueTask<CheckedReadOnlyStruct.D> CheckedReadOnlyStruct(CheckedReadOnlyStruct.D value);

    ValueTask<EmptyStruct.D> EmptyStruct(EmptyStruct.D value);

    ValueTask<EmptyClass.D> EmptyClass(EmptyClass.D value);

    ValueTask<Derived.D> Derived(Derived.D value);

    ValueTask<Overriding.D> Overriding(Overriding.D value);

    ValueTask<ClosedGeneric.D> ClosedGeneric(ClosedGeneric.D value);

    ValueTask<NestedType.D> NestedType(NestedType.D value);

    ValueTask<Keywords.D> Keywords(Keywords.D value);

    ValueTask<Oblivious.D> Oblivious(Oblivious.D value);
}
