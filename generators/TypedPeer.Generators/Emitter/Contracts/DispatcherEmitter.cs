using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.Contracts;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Prints the class that turns a call from the peer into a call of the user's object.</summary>
internal static class DispatcherEmitter
{
    private const string Runtime = RuntimeTypes.Prefix;

    public static void Emit(CodeWriter code, ContractCode contract)
    {
        code.Line("// Calls this side's implementation when the peer asks.");
        Header.WriteAttributes(code, contract.Model.Notes);
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
            EmitMethod(code, method, contract.Names);
        }

        code.Close();
    }

    private static void EmitMethod(CodeWriter code, MethodCode method, CodeNames names)
    {
        code.Open($"private static void {method.Identifier}({method.DeclaringType} target, {Runtime}PeerIncomingCall call)");
        code.Line($"{Runtime}PeerReader reader = call.GetArguments();");
        foreach (var parameter in method.Values)
        {
            code.Line($"{parameter.TypeName} {parameter.Name} = {names.Codec(parameter.Model.Wire!)}.Read(ref reader);");
        }

        code.Line("reader.End();");
        var stream = 0;
        foreach (var parameter in method.Streams)
        {
            var items = $"call.GetStream<{MethodCode.TypeArguments(parameter.Model.Wire!, names)}>({stream++})";
            code.Line($"{parameter.TypeName} {parameter.Name} = {(parameter.Model.Form == BlockForm.None ? items : $"{Runtime}PeerBlocks.To{parameter.Model.Form}({items})")};");
        }

        var arguments = method.Parameters.Select(parameter => parameter.Model.Kind == ParameterKind.Token ? "call.CancellationToken" : parameter.Name);
        code.Line(Completion(method, names, $"target.{method.Name}({string.Join(", ", arguments)})"));
        code.Close();
    }

    private static string Completion(MethodCode method, CodeNames names, string invocation)
    {
        var model = method.Model;
        var types = model.Result is null ? string.Empty : $"<{MethodCode.TypeArguments(model.Result, names)}>";
        if (model.Form != BlockForm.None)
        {
            var task = model.Return == ReturnForm.ValueTaskOfResult ? invocation : $"new global::System.Threading.Tasks.ValueTask<{method.ResultName}>({invocation})";
            return $"call.CompleteStream{types}({Runtime}PeerBlocks.From({task}));";
        }

        return model.Return switch
        {
            ReturnForm.Task => $"call.Complete(new global::System.Threading.Tasks.ValueTask({invocation}));",
            ReturnForm.TaskOfResult => $"call.Complete{types}(new global::System.Threading.Tasks.ValueTask<{CodeNames.Of(model.Result!)}>({invocation}));",
            ReturnForm.Stream => $"call.CompleteStream{types}({invocation});",
            _ => $"call.Complete{types}({invocation});",
        };
    }
}
