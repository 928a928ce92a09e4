namespace TypedPeer.Generators.Parser.Issues;

/// <summary>Why something in a contract cannot travel. The analyzer has one diagnostic for each.</summary>
internal enum IssueKind
{
    ContractNotPartial,
    ContractGeneric,
    ContractNotReachable,
    ContractNameTooLong,
    MemberNotMethod,
    MethodGeneric,
    MethodByReference,
    ReturnTypeUnsupported,
    SeveralTokens,
    OneWayWithResult,
    SameIdTwice,
    TypeUnsupported,
    TypeNotReachable,
    TypeAbstract,
    NoConstructor,
    MemberNotSettable,
    StructLayout,
    TooManyMembers,
    MembersSpread,
    OrderIncomplete,
    UnionInvalid,
    MemberHidden,
    StreamWithoutToken,
    RequiredLeftOut,
    NameTaken,
    StateLeftAtHome,
    DeliveryUnsupported,
}
