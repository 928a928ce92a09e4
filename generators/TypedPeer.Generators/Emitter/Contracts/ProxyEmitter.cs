using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Prints the class that turns a call of the interface into a call of the peer.</summary>
internal static class ProxyEmitter
{
    private const string Runtime = RuntimeTypes.Prefix;

    public static void Emit(CodeWriter code, ContractModel contract)
    {
        code.Line("// Calls the peer's implementation.");
        Header.WriteAttributes(code, contract.Notes);
        code.Open($"private sealed class PeerProxy({Runtime}PeerRemote remote) : {contract.TypeName}, {Runtime}IPeerProxy");
        code.Line($"private readonly {Runtime}PeerRemote _remote = remote;");
        code.Line();
        code.Line($"{Runtime}PeerRemote {Runtime}IPeerProxy.Remote => _remote;");
        foreach (var method in contract.Methods.Concat(contract.InheritedMethods))
        {
            code.Line();
            EmitMethod(code, method);
        }

        foreach (var method in contract.Methods.Concat(contract.InheritedMethods))
        {
            if (HasArguments(method))
            {
                code.Line();
                EmitArguments(code, method);
            }
        }

        code.Close();
    }

    private static bool HasArguments(MethodModel method) => method.Parameters.Any(parameter => parameter.Kind != ParameterKind.Token);

    private static string ArgumentsName(MethodModel method) => method.Identifier.TrimStart('@') + "Arguments";

    private static void EmitMethod(CodeWriter code, MethodModel method)
    {
        var parameters = method.Parameters.Select(parameter => $"{parameter.Declared ?? parameter.TypeName} {parameter.Name}");
        code.List($"{ReturnType(method)} {method.DeclaringType}.{method.Name}(", parameters, ") =>");
        var token = method.Parameters.FirstOrDefault(parameter => parameter.Kind == ParameterKind.Token)?.Name ?? "default";
        var values = method.Parameters.Where(parameter => parameter.Kind != ParameterKind.Token).Select(parameter => parameter.Name);
        code.Continuation(Wrap(method, $"_remote.{Operation(method)}(PeerMethods.{method.Identifier}, new({string.Join(", ", values)}), {token})") + ";");
    }

    private static string Wrap(MethodModel method, string call) => method switch
    {
        { Form: not BlockForm.None, Return: ReturnForm.TaskOfResult } =>
            $"{Runtime}PeerBlocks.Open{method.Form}Async({call}).AsTask()",
        { Form: not BlockForm.None } => $"{Runtime}PeerBlocks.Open{method.Form}Async({call})",
        { Return: ReturnForm.Task or ReturnForm.TaskOfResult } => call + ".AsTask()",
        _ => call,
    };

    private static string Operation(MethodModel method)
    {
        var arguments = HasArguments(method) ? ArgumentsName(method) : Runtime + "PeerNoArguments";
        return method switch
        {
            { IsOneWay: true } => $"SendAsync<{arguments}>",
            { Result: null } => $"InvokeAsync<{arguments}>",
            { IsStreaming: true } => $"Stream<{arguments}, {method.Result.TypeName}, {method.Result.Codec}>",
            _ => $"InvokeAsync<{arguments}, {method.Result.TypeName}, {method.Result.Codec}>",
        };
    }

    private static string ReturnType(MethodModel method) => method.Return switch
    {
        ReturnForm.Task => "global::System.Threading.Tasks.Task",
        ReturnForm.TaskOfResult => $"global::System.Threading.Tasks.Task<{ResultName(method)}>",
        ReturnForm.ValueTask => "global::System.Threading.Tasks.ValueTask",
        ReturnForm.ValueTaskOfResult => $"global::System.Threading.Tasks.ValueTask<{ResultName(method)}>",
        _ => $"global::System.Collections.Generic.IAsyncEnumerable<{method.Result!.TypeName}>",
    };

    /// <summary>The result as the user sees it.</summary>
    public static string ResultName(MethodModel method) => method.Form switch
    {
        BlockForm.Stream => "global::System.IO.Stream",
        BlockForm.PipeReader => "global::System.IO.Pipelines.PipeReader",
        _ => method.Result!.TypeName,
    };

    private static void EmitArguments(CodeWriter code, MethodModel method)
    {
        var parameters = method.Parameters.Where(parameter => parameter.Kind != ParameterKind.Token).ToList();
        code.List(
            $"private readonly struct {ArgumentsName(method)}(", parameters.Select(parameter => $"{parameter.TypeName} {parameter.Name}"), $") : {Runtime}IPeerArguments");
        code.Line("{");
        code.Indent();
        var values = parameters.Where(parameter => parameter.Kind == ParameterKind.Value);
        code.Block($"public void Write(ref {Runtime}PeerWriter writer)", [.. values.Select(Write)]);
        code.Line();
        var streams = parameters.Where(parameter => parameter.Kind == ParameterKind.Stream);
        code.Block($"public void AddStreams({Runtime}PeerOutgoingStreams streams)", [.. streams.Select(AddStream)]);
        code.Close();
    }

    private static string Write(ParameterModel parameter)
    {
        var value = parameter.Wire!.IsRequired ? $"{Runtime}PeerFormat.NotNull({parameter.Name}, {Literals.Of(parameter.Name.TrimStart('@'))})" : parameter.Name;
        return $"{parameter.Wire.Codec}.Write(ref writer, {value});";
    }

    private static string AddStream(ParameterModel parameter)
    {
        var items = parameter.Form == BlockForm.None ? parameter.Name : $"{Runtime}PeerBlocks.From({parameter.Name})";
        return $"streams.Add<{parameter.Wire!.TypeName}, {parameter.Wire.Codec}>({items});";
    }
}
