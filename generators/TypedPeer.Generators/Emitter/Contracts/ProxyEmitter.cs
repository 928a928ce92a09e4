using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.Contracts;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Prints the class that turns a call of the interface into a call of the peer.</summary>
internal static class ProxyEmitter
{
    private const string Runtime = RuntimeTypes.Prefix;

    public static void Emit(CodeWriter code, ContractCode contract)
    {
        code.Line("// Calls the peer's implementation.");
        Header.WriteAttributes(code, contract.Model.Notes);
        code.Open($"private sealed class PeerProxy({Runtime}PeerRemote remote) : {contract.TypeName}, {Runtime}IPeerProxy");
        code.Line($"private readonly {Runtime}PeerRemote _remote = remote;");
        code.Line();
        code.Line($"{Runtime}PeerRemote {Runtime}IPeerProxy.Remote => _remote;");
        foreach (var method in contract.AllMethods)
        {
            code.Line();
            EmitMethod(code, method, contract.Names);
        }

        foreach (var method in contract.AllMethods)
        {
            if (HasArguments(method))
            {
                code.Line();
                EmitArguments(code, method, contract.Names);
            }
        }

        code.Close();
    }

    private static bool HasArguments(MethodCode method) => method.Arguments.Any();

    private static string ArgumentsName(MethodCode method) => method.Identifier.TrimStart('@') + "Arguments";

    private static void EmitMethod(CodeWriter code, MethodCode method, CodeNames names)
    {
        var parameters = method.Parameters.Select(parameter => $"{parameter.Declared} {parameter.Name}");
        code.List($"{ReturnType(method)} {method.DeclaringType}.{method.Name}(", parameters, ") =>");
        var token = method.Parameters.FirstOrDefault(parameter => parameter.Model.Kind == ParameterKind.Token)?.Name ?? "default";
        var values = method.Arguments.Select(parameter => parameter.Name);
        code.Continuation(Wrap(method.Model, $"_remote.{Operation(method, names)}(PeerMethods.{method.Identifier}, new({string.Join(", ", values)}), {token})") + ";");
    }

    private static string Wrap(MethodModel method, string call) => method switch
    {
        { Form: not BlockForm.None, Return: ReturnForm.TaskOfResult } =>
            $"{Runtime}PeerBlocks.Open{method.Form}Async({call}).AsTask()",
        { Form: not BlockForm.None } => $"{Runtime}PeerBlocks.Open{method.Form}Async({call})",
        { Return: ReturnForm.Task or ReturnForm.TaskOfResult } => call + ".AsTask()",
        _ => call,
    };

    private static string Operation(MethodCode method, CodeNames names)
    {
        var arguments = HasArguments(method) ? ArgumentsName(method) : Runtime + "PeerNoArguments";
        return method.Model switch
        {
            { IsOneWay: true } => $"SendAsync<{arguments}>",
            { Result: null } => $"InvokeAsync<{arguments}>",
            { IsStreaming: true } => $"Stream<{arguments}, {MethodCode.TypeArguments(method.Model.Result, names)}>",
            _ => $"InvokeAsync<{arguments}, {MethodCode.TypeArguments(method.Model.Result, names)}>",
        };
    }

    private static string ReturnType(MethodCode method) => method.Model.Return switch
    {
        ReturnForm.Task => "global::System.Threading.Tasks.Task",
        ReturnForm.TaskOfResult => $"global::System.Threading.Tasks.Task<{method.ResultName}>",
        ReturnForm.ValueTask => "global::System.Threading.Tasks.ValueTask",
        ReturnForm.ValueTaskOfResult => $"global::System.Threading.Tasks.ValueTask<{method.ResultName}>",
        _ => $"global::System.Collections.Generic.IAsyncEnumerable<{CodeNames.Of(method.Model.Result!)}>",
    };

    private static void EmitArguments(CodeWriter code, MethodCode method, CodeNames names)
    {
        code.List(
            $"private readonly struct {ArgumentsName(method)}(", method.Arguments.Select(parameter => $"{parameter.TypeName} {parameter.Name}"), $") : {Runtime}IPeerArguments");
        code.Line("{");
        code.Indent();
        code.Block($"public void Write(ref {Runtime}PeerWriter writer)", [.. method.Values.Select(parameter => Write(parameter, names))]);
        code.Line();
        code.Block($"public void AddStreams({Runtime}PeerOutgoingStreams streams)", [.. method.Streams.Select(parameter => AddStream(parameter, names))]);
        code.Close();
    }

    private static string Write(ParameterCode parameter, CodeNames names)
    {
        var value = parameter.Model.Wire!.IsRequired ? $"{Runtime}PeerFormat.NotNull({parameter.Name}, {Literals.Of(parameter.Name.TrimStart('@'))})" : parameter.Name;
        return $"{names.Codec(parameter.Model.Wire)}.Write(ref writer, {value});";
    }

    private static string AddStream(ParameterCode parameter, CodeNames names)
    {
        var items = parameter.Model.Form == BlockForm.None ? parameter.Name : $"{Runtime}PeerBlocks.From({parameter.Name})";
        return $"streams.Add<{MethodCode.TypeArguments(parameter.Model.Wire!, names)}>({items});";
    }
}
