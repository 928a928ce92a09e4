using TypedPeer.MemoryPackTests.Golden;
using TypedPeer.Testing;

namespace TypedPeer.MemoryPackTests.Emitted;

/// <summary>The calls the generator emits for [MemoryPackable] types, against the package they call.</summary>
public sealed class EmittedCallTests
{
    private static readonly Person Ada = new() { Name = "Ada", Age = 36 };

    private static readonly Dictionary<string, PackagedCase> Cases = new()
    {
        ["class"] = PackagedCase.Of("Person", Ada),
        ["null class"] = PackagedCase.Of<Person?>("MaybePerson", null),
        ["record"] = PackagedCase.Of("Rec", new Rec(1, "x", [Ada])),
        ["struct"] = PackagedCase.Of("MStruct", new MStruct { S = "s", I = 4 }),
        ["union"] = PackagedCase.Of<IShape>("Shape", new Square { Side = 3, Note = "n" }),
        ["wide union"] = PackagedCase.Of<IWide>("Wide", new WideB { Y = "y" }),
        ["tolerant"] = PackagedCase.Of("Tolerant", new TolV1 { A = 1, B = "b" }),
        ["everything"] = PackagedCase.Of("Everything", new Wide { P1 = 1, P2 = "2", P3 = [3], P6 = 6, P8 = (1, "t") }),
        ["list"] = PackagedCase.Of<List<Person>>("People", [Ada, new Person()]),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Cases.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_codec_writes_what_the_package_writes(string name) =>
        Assert.Equal(Convert.ToHexString(Cases[name].WriteByPackage()), Convert.ToHexString(Cases[name].WriteByCodec()));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_codec_reads_what_the_package_wrote(string name)
    {
        var bytes = Cases[name].WriteByPackage();
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Cases[name].RewriteByCodec(bytes)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_that_end_early_or_go_on_are_one_kind_of_error(string name)
    {
        var bytes = Cases[name].WriteByPackage();
        Assert.Throws<PeerDataException>(() => Cases[name].ReadByCodec(bytes[..^1]));
        Assert.Throws<PeerDataException>(() => Cases[name].ReadByCodec([.. bytes, 0]));
    }

    [Fact]
    public void A_null_where_the_contract_has_none_is_an_error() =>
        Assert.Throws<PeerDataException>(() => Cases["class"].ReadByCodec([255]));

    [Fact]
    public async Task Values_cross_a_session_both_ways_alone_nested_and_in_streams()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var client = PeerSession.Start(first);
        await using var server = PeerSession.Start(second, peer => peer.Serve(new Echo()));
        var remote = client.GetRemote<IPackaged>();

        Assert.Equal("Ada", (await remote.Person(Ada)).Name);
        Assert.Null(await remote.MaybePerson(null));
        Assert.Null(await remote.MaybeMStruct(null));
        Assert.Equal("n", Assert.IsType<Square>(await remote.Shape(new Square { Note = "n" })).Note);
        Assert.Equal([36, 0], (await remote.People([Ada, new Person()])).Select(person => person.Age));
        var envelope = await remote.Envelope(new Envelope { Number = 7, To = Ada, Shapes = [new Circle { R = 2 }, new Square()], Note = "end" });
        Assert.Equal((7, "Ada", 2, "end"), (envelope.Number, envelope.To?.Name, envelope.Shapes.Length, envelope.Note));

        var ages = new List<int>();
        await foreach (var person in remote.Crowd(People(50), TestContext.Current.CancellationToken))
        {
            ages.Add(person.Age);
        }

        Assert.Equal(Enumerable.Range(0, 50), ages);
    }

    private static async IAsyncEnumerable<Person> People(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new Person { Age = i };
        }
    }

    private sealed class Echo : IPackaged
    {
        public ValueTask<Person> Person(Person value) => new(value);

        public ValueTask<Person?> MaybePerson(Person? value) => new(value);

        public ValueTask<Rec> Rec(Rec value) => new(value);

        public ValueTask<MStruct> MStruct(MStruct value) => new(value);

        public ValueTask<MStruct?> MaybeMStruct(MStruct? value) => new(value);

        public ValueTask<IShape> Shape(IShape value) => new(value);

        public ValueTask<IWide> Wide(IWide value) => new(value);

        public ValueTask<TolV1> Tolerant(TolV1 value) => new(value);

        public ValueTask<Wide> Everything(Wide value) => new(value);

        public ValueTask<List<Person>> People(List<Person> value) => new(value);

        public ValueTask<Envelope> Envelope(Envelope value) => new(value);

        public IAsyncEnumerable<Person> Crowd(IAsyncEnumerable<Person> value, CancellationToken cancellationToken = default) => value;
    }
}
