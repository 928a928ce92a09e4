using TypedPeer.Sessions.References;

namespace TypedPeer.CompilerServices;

/// <summary>The call whose arguments are read: whom the objects among them belong to.</summary>
internal interface IArgumentsRead
{
    /// <summary>Gets the objects of the peer that were taken.</summary>
    TakenReferences Taken { get; }

    /// <summary>The object taken last, which is told of progress, is kept for no longer than the call runs; the answer waits for its reports.</summary>
    void ReturnLastAtEnd(IProgressReports reports);
}
