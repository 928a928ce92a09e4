using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Prints the other part of a contract: descriptor, methods, proxy and dispatcher.</summary>
internal static class ContractEmitter
{
    private const string Runtime = RuntimeTypes.Prefix;

    public static string Emit(ContractModel model)
    {
        var code = new CodeWriter();
        var contract = new ContractCode(model);
        Header.Write(code, $"the contract {TypeNameText.Plain(model.Name)}", model.Notes);
        if (ContractCode.NamespaceOf(model.Name) is { Length: > 0 } name)
        {
            code.Line($"namespace {TypeNameText.Namespace(name)};");
            code.Line();
        }

        foreach (var container in model.Containers)
        {
            code.Open("partial " + ContractCode.Declaration(container));
        }

        code.Open($"partial interface {Identifiers.Escape(model.Name.Name)} : global::TypedPeer.IPeerContract<{contract.TypeName}>");
        EmitDescriptor(code, contract);
        code.Line();
        EmitMethods(code, contract);
        code.Line();
        ProxyEmitter.Emit(code, contract);
        code.Line();
        DispatcherEmitter.Emit(code, contract);
        code.Close();
        foreach (var _ in model.Containers)
        {
            code.Close();
        }

        return code.ToString();
    }

    private static void EmitDescriptor(CodeWriter code, ContractCode contract)
    {
        var model = contract.Model;
        var type = $"{Runtime}PeerContractDescriptor<{contract.TypeName}>";
        code.Line($"static {type} global::TypedPeer.IPeerContract<{contract.TypeName}>.Descriptor =>");
        code.Continuation("PeerDescriptor.Instance;");
        code.Line();
        code.Line("// What a session knows of the contract.");
        Header.WriteAttributes(code, contract.Model.Notes);
        code.Open("private static class PeerDescriptor");
        code.Line($"public static readonly {type} Instance = new(");
        code.Indent();
        code.Line($"name: {Literals.Of(model.WireName)},");
        code.Line($"fingerprint: {Literals.Of(model.Fingerprint)},");
        code.List("methods: [", contract.Methods.Select(method => "PeerMethods." + method.Identifier), "],");
        code.List("bases: [", model.Bases.Select(parent => $"{Runtime}PeerContractDescriptor.Of<{CodeNames.Of(parent)}>()"), "],");
        code.Line("createProxy: static remote => new PeerProxy(remote),");
        var settings = Initializer(AccessEmitter.Settings(model.Access));
        if (model.ErrorDetails.Count == 0)
        {
            code.Line($"dispatch: PeerDispatcher.Dispatch){settings};");
        }
        else
        {
            code.Line("dispatch: PeerDispatcher.Dispatch,");
            code.Line($"errorDetails: [{string.Join(", ", model.ErrorDetails.Select(detail => ErrorDetail(detail, contract.Names)))}]){settings};");
        }

        code.Unindent();
        code.Close();
    }

    private static void EmitMethods(CodeWriter code, ContractCode contract)
    {
        code.Line("// The methods on the wire: the id says which one is called, the shape whether both sides mean the same by it.");
        Header.WriteAttributes(code, contract.Model.Notes);
        code.Open("private static class PeerMethods");
        var isFirst = true;
        foreach (var method in contract.AllMethods)
        {
            if (!isFirst)
            {
                code.Line();
            }

            isFirst = false;
            code.Line($"public static readonly {Runtime}PeerMethod {method.Identifier} = new(");
            code.Indent();
            code.Line($"contract: {Literals.Of(method.Model.ContractName)},");
            code.Line($"signature: {Literals.Of(method.Model.Signature)},");
            code.Line($"id: {Literals.Of(method.Model.Id)},");
            code.Line($"shape: {Literals.Of(method.Model.Shape)},");
            code.Line($"kind: {Runtime}PeerMethodKind.{Kind(method.Model)}{Options(method.Model)}){Initializer(Settings(method.Model))};");
            code.Unindent();
        }

        code.Close();
    }

    private static string ErrorDetail(WireType type, CodeNames names) =>
        $"{Runtime}PeerErrorDetail.Of<{MethodCode.TypeArguments(type, names)}>({Literals.Of(TypeNameText.Plain(type.Name))})";

    // A one-way call that carries streams is a call with an answer that nobody awaits, so that there is somebody to send the items.
    private static string Kind(MethodModel method) =>
        method.IsOneWay && method.Parameters.All(parameter => parameter.Kind != ParameterKind.Stream) ? "OneWay" : method.IsStreaming ? "Streaming" : "Unary";

    // What the constructor does not take, each only where it is not the default.
    private static IEnumerable<string> Settings(MethodModel method)
    {
        foreach (var setting in AccessEmitter.Settings(method.Access))
        {
            yield return setting;
        }

        if (method.IsIdempotent)
        {
            yield return "IsIdempotent = true";
        }

        if (method.Delivery.Length > 0)
        {
            yield return $"Is{method.Delivery} = true";
        }
    }

    private static string Initializer(IEnumerable<string> settings)
    {
        var all = string.Join(", ", settings);
        return all.Length == 0 ? string.Empty : $" {{ {all} }}";
    }

    private static string Options(MethodModel method)
    {
        var streams = method.Parameters.Count(parameter => parameter.Kind == ParameterKind.Stream);
        return (streams > 0 ? $", streams: {streams}" : string.Empty) + (method.IsConcurrent ? ", concurrent: true" : string.Empty)
            + (method.Priority.Length > 0 ? $", priority: global::TypedPeer.PeerPriority.{method.Priority}" : string.Empty);
    }
}
