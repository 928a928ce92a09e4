namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>What both languages serve and call where their sessions are compared: a method of every kind.</summary>
[PeerContract]
public partial interface ISubject
{
    ValueTask<string> EchoAsync(string text);

    [OneWay]
    ValueTask NoteAsync(string text);

    /// <summary>Answers when the script says so, or its caller gives up.</summary>
    ValueTask<int> HoldAsync(string text, CancellationToken cancellationToken = default);

    /// <summary>The same, and keeps no place among the others.</summary>
    [Concurrent]
    ValueTask<int> HoldApartAsync(string text, CancellationToken cancellationToken = default);

    /// <summary>Keeps its place until the script says so.</summary>
    [OneWay]
    ValueTask HoldNoteAsync(string text, CancellationToken cancellationToken = default);

    ValueTask FailAsync(int status, string message);

    IAsyncEnumerable<int> CountAsync(int to, CancellationToken cancellationToken = default);

    ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

    IAsyncEnumerable<string> DoubleAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default);

    ValueTask<int> WorkAsync(int steps, IProgress<int> progress);

    ValueTask<ISubjectTool> ToolAsync(string name);

    ValueTask<string> UseAsync(ISubjectTool tool);

    /// <summary>May be lost.</summary>
    [OneWay, Unreliable]
    ValueTask HintAsync(string text);

    [OneWay, LatestWins]
    ValueTask MovedAsync(int position, CancellationToken cancellationToken = default);
}

/// <summary>An object that stays with its owner.</summary>
[PeerContract]
public partial interface ISubjectTool
{
    ValueTask<string> TurnAsync(int times);
}
