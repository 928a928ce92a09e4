using TypedPeer.MemoryPackTests.Golden;

namespace TypedPeer.MemoryPackTests.Emitted;

/// <summary>A contract whose data MemoryPack knows how to write: the generator leaves it to the package.</summary>
[PeerContract]
public partial interface IPackaged
{
    ValueTask<Person> Person(Person value);

    ValueTask<Person?> MaybePerson(Person? value);

    ValueTask<Rec> Rec(Rec value);

    ValueTask<MStruct> MStruct(MStruct value);

    ValueTask<MStruct?> MaybeMStruct(MStruct? value);

    ValueTask<IShape> Shape(IShape value);

    ValueTask<IWide> Wide(IWide value);

    ValueTask<TolV1> Tolerant(TolV1 value);

    ValueTask<Wide> Everything(Wide value);

    ValueTask<List<Person>> People(List<Person> value);

    ValueTask<Envelope> Envelope(Envelope value);

    IAsyncEnumerable<Person> Crowd(IAsyncEnumerable<Person> value, CancellationToken cancellationToken = default);
}

/// <summary>A type of ours around types of the package's.</summary>
public sealed class Envelope
{
    public int Number { get; set; }

    public Person? To { get; set; }

    public IShape[] Shapes { get; set; } = [];

    public string Note { get; set; } = string.Empty;
}
