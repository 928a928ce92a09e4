using MemoryPack;

namespace TypedPeer.Samples.Hosting;

/// <summary>What was measured, in a type that an application may have long been storing with MemoryPack: in a call MemoryPack writes it, too.</summary>
[MemoryPackable]
public sealed partial record Reading(string Room, int Number, double Degrees);
