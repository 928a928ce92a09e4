using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Prints the class that turns a call from the peer into a call of the user's object.</summary>
internal static class DispatcherEmitter
{
    private const string Runtime = RuntimeTypes.Prefix;

    public static void Emit(CodeWriter code, ContractModel contract)
    {
        code.Line("// Calls this side's implementation when the peer asks.");
        Header.WriteAttributes(code, contract.Notes);
        code.Open("private static class PeerDispatcher");
        code.Open($"public static void Dispatch(int index, {contract.TypeName} target, {Runtime}PeerIncomingCall call)");
        code.Open("switch (index)");
        for (var i = 0; i < contract.Methods.Count; i++)
        {
            code.Line($"case {i}:");
            code.Continuation($"{contract.Methods[i].Identifier}(target, call);");
            code.Continuation("break;");
        }

        code.Line("default:");
        code.Continuation("throw new global::System.ArgumentOutOfRangeException(\"index\");");
        code.Close();
        code.Close();
        foreach (var method in contract.Methods)
        {
            code.Line();
            EmitMethod(code, method);
        }

        code.Close();
    }

    private static void EmitMethod(CodeWriter code, MethodModel method)
    {
        code.Open($"private static void {method.Identifier}({method.DeclaringType} target, {Runtime}PeerIncomingCall call)");
        code.Line($"{Runtime}PeerReader reader = call.GetArguments();");
        foreach (var parameter in method.Parameters.Where(parameter => parameter.Kind == ParameterKind.Value))
        {
            code.Line($"{parameter.TypeName} {parameter.Name} = {parameter.Wire!.Codec}.Read(ref reader);");
        }

        code.Line("reader.End();");
        var stream = 0;
        foreach (var parameter in method.Parameters.Where(parameter => parameter.Kind == ParameterKind.Stream))
        {
            var items = $"call.GetStream<{parameter.Wire!.TypeName}, {parameter.Wire.Codec}>({stream++})";
            code.Line($"{parameter.TypeName} {parameter.Name} = {(parameter.Form == BlockForm.None ? items : $"{Runtime}PeerBlocks.To{parameter.Form}({items})")};");
        }

        var arguments = method.Parameters.Select(parameter => parameter.Kind == ParameterKind.Token ? "call.CancellationToken" : parameter.Name);
        code.Line(Completion(method, $"target.{method.Name}({string.Join(", ", arguments)})"));
        code.Close();
    }

    private static string Completion(MethodModel method, string invocation)
    {
        var types = method.Result is null ? string.Empty : $"<{method.Result.TypeName}, {method.Result.Codec}>";
        if (method.Form != BlockForm.None)
        {
            var task = method.Return == ReturnForm.ValueTaskOfResult ? invocation : $"new global::System.Threading.Tasks.ValueTask<{ProxyEmitter.ResultName(method)}>({invocation})";
            return $"call.CompleteStream{types}({Runtime}PeerBlocks.From({task}));";
        }

        return method.Return switch
        {
            ReturnForm.Task => $"call.Complete(new global::System.Threading.Tasks.ValueTask({invocation}));",
            ReturnForm.TaskOfResult => $"call.Complete{types}(new global::System.Threading.Tasks.ValueTask<{method.Result!.TypeName}>({invocation}));",
            ReturnForm.Stream => $"call.CompleteStream{types}({invocation});",
            _ => $"call.Complete{types}({invocation});",
        };
    }
}
