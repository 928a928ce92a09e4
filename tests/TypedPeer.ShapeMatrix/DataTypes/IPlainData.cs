namespace Matrix;

/// <summary>Classes and records, by how they are made.</summary>
[PeerContract]
public partial interface IPlainData
{
    ValueTask<Properties.D> Properties(Properties.D value);

    ValueTask<Recursive.D> Recursive(Recursive.D value);

    ValueTask<Required.D> Required(Required.D value);

    ValueTask<PrimaryConstructor.D> PrimaryConstructor(PrimaryConstructor.D value);

    ValueTask<ConstructorAndProperty.D> ConstructorAndProperty(ConstructorAndProperty.D value);

    ValueTask<SetsRequired.D> SetsRequired(SetsRequired.D value);

    ValueTask<RequiredInConstructor.D> RequiredInConstructor(RequiredInConstructor.D value);

    ValueTask<Fields.D> Fields(Fields.D value);

    ValueTask<Computed.D> Computed(Computed.D value);

    ValueTask<Record.D> Record(Record.D value);

    ValueTask<RecordWithBody.D> RecordWithBody(RecordWithBody.D value);

    ValueTask<RecordStruct.D> RecordStruct(RecordStruct.D value);

    ValueTask<UnmanagedRecordStruct.D> UnmanagedRecordStruct(UnmanagedRecordStruct.D value);

    ValueTask<Dictionary<string, Properties.D?>> Many(Dictionary<string, Properties.D?> value);
}
