namespace Matrix;

/// <summary>Unions, tolerant types, and members chosen by attributes.</summary>
[PeerContract]
public partial interface IMarkedData
{
    ValueTask<UnionInterface.D> UnionInterface(UnionInterface.D value);

    ValueTask<UnionRecord.D> UnionRecord(UnionRecord.D value);

    ValueTask<TolerantRecord.D> TolerantRecord(TolerantRecord.D value);

    ValueTask<TolerantStruct.D> TolerantStruct(TolerantStruct.D value);

    ValueTask<TolerantEmpty.D> TolerantEmpty(TolerantEmpty.D value);

    ValueTask<PrivateMembers.D> PrivateMembers(PrivateMembers.D value);

    ValueTask<HiddenMembers.D> HiddenMembers(HiddenMembers.D value);

    ValueTask<HiddenInStruct.D> HiddenInStruct(HiddenInStruct.D value);

    ValueTask<ChosenConstructor.D> ChosenConstructor(ChosenConstructor.D value);

    ValueTask<OrderedParts.D> OrderedParts(OrderedParts.D value);

    ValueTask<OrderedTolerant.D> OrderedTolerant(OrderedTolerant.D value);

    ValueTask<InternalMember.D> InternalMember(InternalMember.D value);
}
