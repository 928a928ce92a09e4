using TypedPeer.Tests.Pools;

[assembly: AssemblyFixture(typeof(PoolsStayWhole))]

namespace TypedPeer.Tests.Pools;

/// <summary>When all tests have run: whatever they did, everything pooled went back once.</summary>
public sealed class PoolsStayWhole : IDisposable
{
    public void Dispose() => Assert.Empty(CheckedPools.Instance.Violations);
}
