namespace TypedPeer.Fuzz;

/// <summary>One room under attack.</summary>
internal interface IFuzzTarget
{
    /// <summary>Gets the name on the command line and of the corpus folder.</summary>
    string Name { get; }

    /// <summary>Gets how many bytes one input may make the room allocate, its own set-up included.</summary>
    long MaxAllocatedBytes { get; }

    /// <summary>Gets fragments that have a meaning to the parser.</summary>
    IReadOnlyList<byte[]> Dictionary { get; }

    /// <summary>Says what the peers of this room really send: the corpus is recorded from it.</summary>
    IEnumerable<(string Name, List<FuzzStep> Steps)> Record();

    /// <summary>Makes a mutated step plausible again (lengths, checksums), so that it gets past the first check.</summary>
    FuzzStep Repair(FuzzStep step, Random random);

    /// <summary>
    /// Feeds an input to the room. Anything thrown is a finding. Returns how far it got, in one of a few words: a run that never
    /// gets far tests nothing, so the words are counted.
    /// </summary>
    string Run(IReadOnlyList<FuzzStep> steps);
}
