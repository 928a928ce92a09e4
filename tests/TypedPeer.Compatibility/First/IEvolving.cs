using TypedPeer;

namespace Kept.First;

/// <summary>A contract as it was before it changed; what it became is in the tests.</summary>
[PeerContract(Name = "evolving")]
public partial interface IEvolving
{
    ValueTask<string> UnchangedAsync(string text, Stable value);

    ValueTask<int> RemovedAsync(int value);

    ValueTask<int> RenamedAsync(int value);

    ValueTask<int> OtherParametersAsync(int value);

    ValueTask<int> OtherResultAsync(int value);

    ValueTask<MemberRenamed> MemberRenamedAsync(MemberRenamed value);

    ValueTask<TypeBefore> TypeRenamedAsync(int value);

    ValueTask<TypeBefore> TypeOfParameterRenamedAsync(TypeBefore value);

    ValueTask<Growing> GrowingAsync(int value);

    ValueTask<Shrinking> ShrinkingAsync(int value);

    ValueTask<MemberRetyped> MemberRetypedAsync(int value);

    ValueTask<Reordered> ReorderedAsync(int value);

    IAsyncEnumerable<int> StreamAsync(int count, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> OtherItemsAsync(int count, CancellationToken cancellationToken = default);
}

public sealed record Stable(int Number, string? Text);

public sealed record MemberRenamed(int Number, string Street);

public sealed record TypeBefore(int Number);

public sealed record Growing(int Number);

public sealed record Shrinking(int Number, int More);

public sealed record MemberRetyped(int Number);

public sealed record Reordered(int Number, string Text);
