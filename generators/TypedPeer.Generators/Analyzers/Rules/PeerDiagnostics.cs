using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Issues;

namespace TypedPeer.Generators.Analyzers.Rules;

/// <summary>Every diagnostic of the house, in one table. Each has a page in docs/diagnostics.</summary>
internal static class PeerDiagnostics
{
    private const string Category = "TypedPeer";
    private const string HelpRoot = "https://github.com/typedpeer/typedpeer/blob/main/docs/diagnostics/";

    public static readonly DiagnosticDescriptor ContractNotPartial = Refusal(
        "TP0001", "A contract is partial", "'{0}' must be declared partial, so that the compiler can add the proxy and the dispatcher of the contract");

    public static readonly DiagnosticDescriptor ContractGeneric = Refusal(
        "TP0002", "A contract is not generic", "'{0}' cannot be a contract because it, or a type around it, has type parameters; declare one contract for each type");

    public static readonly DiagnosticDescriptor ContractNotReachable = Refusal(
        "TP0003", "A contract is visible to generated code", "'{0}' cannot be a contract because it, or a type around it, is file-local; remove 'file'");

    public static readonly DiagnosticDescriptor ContractNameTooLong = Refusal(
        "TP0004", "A contract has a usable name", "The name of '{0}' on the wire must have 1 to {1} characters; set another Name in [PeerContract]");

    public static readonly DiagnosticDescriptor MemberNotMethod = Refusal(
        "TP0005", "A contract has only methods", "'{0}' cannot be called from afar because {1}");

    public static readonly DiagnosticDescriptor MethodGeneric = Refusal(
        "TP0006", "A contract method is not generic", "'{0}' cannot have type parameters, since the peer could not know what to read; declare one method for each type");

    public static readonly DiagnosticDescriptor MethodByReference = Refusal(
        "TP0007", "Parameters are passed by value", "Parameter '{0}' of '{1}' cannot be passed by reference to another process; pass it by value and return what changes");

    public static readonly DiagnosticDescriptor ReturnTypeUnsupported = Refusal(
        "TP0008", "A contract method is asynchronous", "'{0}' returns '{1}'; return Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>");

    public static readonly DiagnosticDescriptor SeveralTokens = Refusal(
        "TP0009", "A method takes one cancellation token", "'{0}' takes more than one CancellationToken; keep one");

    public static readonly DiagnosticDescriptor OneWayWithResult = Refusal(
        "TP0010", "A one-way method returns nothing", "'{0}' is one-way and so gets no answer; return Task or ValueTask, or remove [OneWay]");

    public static readonly DiagnosticDescriptor SameIdTwice = Refusal(
        "TP0011", "Methods differ on the wire", "Two methods are both '{0}' on the wire; rename one (a CancellationToken, a return type and a namespace make no difference)");

    public static readonly DiagnosticDescriptor TypeUnsupported = Refusal(
        "TP0012", "A type can travel", "'{0}' cannot travel: {1}");

    public static readonly DiagnosticDescriptor TypeNotReachable = Refusal(
        "TP0013", "A data type is visible to generated code", "'{0}' cannot travel because generated code cannot see it; make it, and the types around it, internal or public");

    public static readonly DiagnosticDescriptor TypeAbstract = Refusal(
        "TP0014", "A data type is concrete", "'{0}' cannot travel because it is abstract; use a concrete type, or name the possible ones with [PeerUnion]");

    public static readonly DiagnosticDescriptor NoConstructor = Refusal(
        "TP0015", "A data type can be constructed", "'{0}' cannot travel because no visible constructor takes only its members; add a parameterless one, or one whose parameters are named after members");

    public static readonly DiagnosticDescriptor MemberNotSettable = Refusal(
        "TP0016", "A member can be set", "'{0}' could be sent but not be read again; add a setter or 'init', or a constructor parameter of the same name and type, or mark it [PeerIgnore]");

    public static readonly DiagnosticDescriptor StructLayout = Refusal(
        "TP0017", "A struct has its natural layout", "'{0}' cannot travel: {1}");

    public static readonly DiagnosticDescriptor TooManyMembers = Refusal(
        "TP0018", "A data type has at most 249 members", "'{0}' has {1} members where the format has room for 249; group some in a type of their own");

    public static readonly DiagnosticDescriptor MembersSpread = Refusal(
        "TP0019", "The order of members is known", "The members of '{0}' {1}, so their order is not certain; declare them in one place and of one kind, or give each a [PeerOrder]");

    public static readonly DiagnosticDescriptor OrderIncomplete = Refusal(
        "TP0020", "Explicit order is complete", "'{0}' needs an order of its own; give every member of the type a different [PeerOrder]");

    public static readonly DiagnosticDescriptor UnionInvalid = Refusal(
        "TP0021", "A union names its types", "'{0}' is no valid union: {1}");

    public static readonly DiagnosticDescriptor MemberHidden = Refusal(
        "TP0022", "A member that is not public belongs to the same assembly", "'{0}' is not public and cannot travel here, because its type is generic or belongs to another assembly; make it public, or remove [PeerInclude]");

    public static readonly DiagnosticDescriptor StreamWithoutToken = Hint(
        "TP0023", "A stream takes a cancellation token", "'{0}' streams without a CancellationToken, so its handler cannot tell when the caller stops reading; add one");

    public static readonly DiagnosticDescriptor RequiredLeftOut = Refusal(
        "TP0028", "A required member travels", "'{0}' is required but stays at home, so a value could not be made again; remove 'required', let it travel, or mark a constructor [SetsRequiredMembers]");

    public static readonly DiagnosticDescriptor NameTaken = Refusal(
        "TP0029", "Names of generated code are free", "'{0}' has the name of a type that the compiler adds to the contract; choose another");

    public static readonly DiagnosticDescriptor StateLeftAtHome = Hint(
        "TP0031", "What a data type holds travels", "'{0}' travels without a part of what it holds: {1}");

    public static readonly DiagnosticDescriptor DerivedCutDown = new(
        "TP0032",
        "A derived type travels as itself",
        "'{0}' arrives as '{1}' where a contract names that, and what it adds is lost; make '{1}' abstract with a [PeerUnion] for each type it may be, or let the contract name '{0}'",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + "TP0032.md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor SameNameTwice = new(
        "TP0033",
        "Contracts differ on the wire",
        "'{0}' and '{1}' are both '{2}' on the wire, so that a session can serve only one of them and a call may reach the other; give one another Name",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + "TP0033.md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor ContractNotInferred = Error(
        "TP0034", "The contract that is served is known", "'{0}' implements {1}, so the compiler cannot infer which is served; {2}");

    public static readonly DiagnosticDescriptor LocalTime = Hint(
        "TP0035", "A time means the same on both sides", "'{0}' is what the clock here shows, and another instant where the time zone is another; pass a time in UTC, or let the contract take a DateTimeOffset");

    public static readonly DiagnosticDescriptor AuthorizationNotAsked = Error(
        "TP0036", "Authorization is asked for by the contract", "[{0}] on '{1}' is asked by nobody, since calls come by the contract '{2}'; write [PeerAuthorize] or [PeerAllowAnonymous] there");

    public static readonly DiagnosticDescriptor AuthorizationUnclear = Error(
        "TP0037", "What is asked of a call is clear", "'{0}' {1}");

    public static readonly DiagnosticDescriptor IdempotentStream = Error(
        "TP0038", "An idempotent method can be called again", "'{0}' {1}; remove [Idempotent]");

    public static readonly DiagnosticDescriptor DeliveryUnsupported = Refusal(
        "TP0039", "A delivery class fits its method", "'{0}' cannot be [{1}] because {2}");

    public static readonly DiagnosticDescriptor NoTypeScript = new(
        "TP0040",
        "TypeScript can carry what a contract sends",
        "'{0}' is left out of the contracts in TypeScript because {1}; send a type of your own without the attribute, or turn this off where no page calls the method",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + "TP0040.md");

    public static readonly DiagnosticDescriptor NotInBaseline = Hint(
        "TP0024", "The wire baseline is complete", "'{0}' is not in the wire baseline {1}; add it before peers that speak it are deployed");

    public static readonly DiagnosticDescriptor DataTypeBroken = Error(
        "TP0025", "A deployed data type keeps its shape", "'{0}' is no longer what the wire baseline says: {1}");

    public static readonly DiagnosticDescriptor MethodGone = Error(
        "TP0026", "A deployed method stays", "'{0}' is in the wire baseline but not in the code: deployed peers that call it are told that there is no such method; bring it back, or remove its line once no such peer is left");

    public static readonly DiagnosticDescriptor MethodBroken = Error(
        "TP0027", "A deployed method keeps its shape", "'{0}' is '{1}' but deployed peers know it as '{2}' and are refused; add a method under another name instead");

    public static readonly DiagnosticDescriptor BaselineUnreadable = Error(
        "TP0030", "The wire baseline can be read", "Line {0} of {1} is none of a wire baseline: {2}; correct it, or bring the file back as it was checked in");

    /// <summary>The rules of what may be in a contract.</summary>
    public static readonly DiagnosticDescriptor[] OfContracts =
    [
        ContractNotPartial, ContractGeneric, ContractNotReachable, ContractNameTooLong, MemberNotMethod, MethodGeneric, MethodByReference,
        ReturnTypeUnsupported, SeveralTokens, OneWayWithResult, SameIdTwice, TypeUnsupported, TypeNotReachable, TypeAbstract, NoConstructor,
        MemberNotSettable, StructLayout, TooManyMembers, MembersSpread, OrderIncomplete, UnionInvalid, MemberHidden,
        StreamWithoutToken, RequiredLeftOut, NameTaken, StateLeftAtHome, DerivedCutDown, SameNameTwice, ContractNotInferred, LocalTime,
        AuthorizationNotAsked, AuthorizationUnclear, IdempotentStream, DeliveryUnsupported, NoTypeScript,
    ];

    /// <summary>The rules of the wire baseline.</summary>
    public static readonly DiagnosticDescriptor[] OfBaseline = [NotInBaseline, DataTypeBroken, MethodGone, MethodBroken, BaselineUnreadable];

    public static DiagnosticDescriptor For(IssueKind kind) => kind switch
    {
        IssueKind.ContractNotPartial => ContractNotPartial,
        IssueKind.ContractGeneric => ContractGeneric,
        IssueKind.ContractNotReachable => ContractNotReachable,
        IssueKind.ContractNameTooLong => ContractNameTooLong,
        IssueKind.MemberNotMethod => MemberNotMethod,
        IssueKind.MethodGeneric => MethodGeneric,
        IssueKind.MethodByReference => MethodByReference,
        IssueKind.ReturnTypeUnsupported => ReturnTypeUnsupported,
        IssueKind.SeveralTokens => SeveralTokens,
        IssueKind.OneWayWithResult => OneWayWithResult,
        IssueKind.SameIdTwice => SameIdTwice,
        IssueKind.TypeUnsupported => TypeUnsupported,
        IssueKind.TypeNotReachable => TypeNotReachable,
        IssueKind.TypeAbstract => TypeAbstract,
        IssueKind.NoConstructor => NoConstructor,
        IssueKind.MemberNotSettable => MemberNotSettable,
        IssueKind.StructLayout => StructLayout,
        IssueKind.TooManyMembers => TooManyMembers,
        IssueKind.MembersSpread => MembersSpread,
        IssueKind.OrderIncomplete => OrderIncomplete,
        IssueKind.UnionInvalid => UnionInvalid,
        IssueKind.MemberHidden => MemberHidden,
        IssueKind.StreamWithoutToken => StreamWithoutToken,
        IssueKind.RequiredLeftOut => RequiredLeftOut,
        IssueKind.NameTaken => NameTaken,
        IssueKind.StateLeftAtHome => StateLeftAtHome,
        IssueKind.DeliveryUnsupported => DeliveryUnsupported,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    // The contract gets no code. Where nobody says why, the compiler complains at every use of it instead: so it is always said.
    private static DiagnosticDescriptor Refusal(string id, string title, string message) => new(
        id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpRoot + id + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpRoot + id + ".md");

    private static DiagnosticDescriptor Hint(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpRoot + id + ".md");
}
