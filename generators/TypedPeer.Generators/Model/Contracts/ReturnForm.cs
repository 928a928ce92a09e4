namespace TypedPeer.Generators.Model.Contracts;

/// <summary>What a method returns.</summary>
internal enum ReturnForm
{
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
    Stream,
}
