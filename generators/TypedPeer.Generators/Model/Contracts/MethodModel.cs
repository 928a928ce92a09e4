using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Model.Contracts;

/// <summary>One method of a contract.</summary>
/// <param name="Name">The method's name, without an escape.</param>
/// <param name="DeclaringType">The interface that declares it.</param>
/// <param name="ContractName">The wire name of the contract it belongs to.</param>
/// <param name="Signature">Name and parameter types for messages, and for the id.</param>
/// <param name="Id">The identifier on the wire.</param>
/// <param name="Shape">The hash over parameter and result shapes.</param>
/// <param name="Return">The form of the return type.</param>
/// <param name="Result">The result or stream item, where there is one.</param>
/// <param name="Form">What the result looks like to the user, where it is a stream of bytes.</param>
/// <param name="Priority">The share of the channel, empty for the normal one.</param>
/// <param name="IsOneWay">Whether no answer comes.</param>
/// <param name="Delivery">How calls of a one-way method are delivered, empty for the ordinary way.</param>
/// <param name="IsConcurrent">Whether the handler may start out of order.</param>
/// <param name="Parameters">The parameters in order.</param>
internal sealed record MethodModel(
    string Name,
    TypeName DeclaringType,
    string ContractName,
    string Signature,
    ulong Id,
    ulong Shape,
    ReturnForm Return,
    WireType? Result,
    BlockForm Form,
    string Priority,
    bool IsOneWay,
    string Delivery,
    bool IsConcurrent,
    EquatableArray<ParameterModel> Parameters)
{
    /// <summary>Only the newest call counts.</summary>
    public const string LatestWins = "LatestWins";

    /// <summary>A call may be lost, and overtaken.</summary>
    public const string Unreliable = "Unreliable";

    /// <summary>Gets who may call it.</summary>
    public AccessModel Access { get; init; } = AccessModel.None;

    /// <summary>Gets a value indicating whether calling it again does no more than calling it once.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Whether the answer is a stream.</summary>
    public bool IsStreaming => Return == ReturnForm.Stream || Form != BlockForm.None;
}
