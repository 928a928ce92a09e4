using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Prints the other part of a contract: descriptor, methods, proxy and dispatcher.</summary>
internal static class ContractEmitter
{
    private const string Runtime = RuntimeTypes.Prefix;

    public static string Emit(ContractModel contract)
    {
        var code = new CodeWriter();
        Header.Write(code, $"the contract {contract.TypeName.Replace("global::", string.Empty)}", contract.Notes);
        if (contract.Namespace.Length > 0)
        {
            code.Line($"namespace {contract.Namespace};");
            code.Line();
        }

        foreach (var container in contract.Containers)
        {
            code.Open("partial " + container);
        }

        code.Open($"partial interface {contract.Name} : global::TypedPeer.IPeerContract<{contract.TypeName}>");
        EmitDescriptor(code, contract);
        code.Line();
        EmitMethods(code, contract);
        code.Line();
        ProxyEmitter.Emit(code, contract);
        code.Line();
        DispatcherEmitter.Emit(code, contract);
        code.Close();
        foreach (var _ in contract.Containers)
        {
            code.Close();
        }

        return code.ToString();
    }

    private static void EmitDescriptor(CodeWriter code, ContractModel contract)
    {
        var type = $"{Runtime}PeerContractDescriptor<{contract.TypeName}>";
        code.Line($"static {type} global::TypedPeer.IPeerContract<{contract.TypeName}>.Descriptor =>");
        code.Continuation("PeerDescriptor.Instance;");
        code.Line();
        code.Line("// What a session knows of the contract.");
        Header.WriteAttributes(code, contract.Notes);
        code.Open("private static class PeerDescriptor");
        code.Line($"public static readonly {type} Instance = new(");
        code.Indent();
        code.Line($"name: {Literals.Of(contract.WireName)},");
        code.Line($"fingerprint: {Literals.Of(contract.Fingerprint)},");
        code.List("methods: [", contract.Methods.Select(method => "PeerMethods." + method.Identifier), "],");
        code.List("bases: [", contract.Bases.Select(parent => $"{Runtime}PeerContractDescriptor.Of<{parent}>()"), "],");
        code.Line("createProxy: static remote => new PeerProxy(remote),");
        if (contract.ErrorDetails.Count == 0)
        {
            code.Line("dispatch: PeerDispatcher.Dispatch);");
        }
        else
        {
            code.Line("dispatch: PeerDispatcher.Dispatch,");
            code.Line($"errorDetails: [{string.Join(", ", contract.ErrorDetails.Select(ErrorDetail))}]);");
        }

        code.Unindent();
        code.Close();
    }

    private static void EmitMethods(CodeWriter code, ContractModel contract)
    {
        code.Line("// The methods on the wire: the id says which one is called, the shape whether both sides mean the same by it.");
        Header.WriteAttributes(code, contract.Notes);
        code.Open("private static class PeerMethods");
        var isFirst = true;
        foreach (var method in contract.Methods.Concat(contract.InheritedMethods))
        {
            if (!isFirst)
            {
                code.Line();
            }

            isFirst = false;
            code.Line($"public static readonly {Runtime}PeerMethod {method.Identifier} = new(");
            code.Indent();
            code.Line($"contract: {Literals.Of(method.ContractName)},");
            code.Line($"signature: {Literals.Of(method.Signature)},");
            code.Line($"id: {Literals.Of(method.Id)},");
            code.Line($"shape: {Literals.Of(method.Shape)},");
            code.Line($"kind: {Runtime}PeerMethodKind.{Kind(method)}{Options(method)});");
            code.Unindent();
        }

        code.Close();
    }

    private static string ErrorDetail(WireType type) =>
        $"{Runtime}PeerErrorDetail.Of<{type.TypeName}, {type.Codec}>({Literals.Of(type.TypeName.Replace("global::", string.Empty))})";

    // A one-way call that carries streams is a call with an answer that nobody awaits, so that there is somebody to send the items.
    private static string Kind(MethodModel method) =>
        method.IsOneWay && method.Parameters.All(parameter => parameter.Kind != ParameterKind.Stream) ? "OneWay" : method.IsStreaming ? "Streaming" : "Unary";

    private static string Options(MethodModel method)
    {
        var streams = method.Parameters.Count(parameter => parameter.Kind == ParameterKind.Stream);
        return (streams > 0 ? $", streams: {streams}" : string.Empty) + (method.IsConcurrent ? ", concurrent: true" : string.Empty)
            + (method.Priority.Length > 0 ? $", priority: global::TypedPeer.PeerPriority.{method.Priority}" : string.Empty);
    }
}
