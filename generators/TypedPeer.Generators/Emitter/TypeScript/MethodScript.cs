using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Prints a method: as people call it, and as a session knows it.</summary>
internal static class MethodScript
{
    private const string Options = "options";

    /// <summary>Prints the method of the interface.</summary>
    public static void EmitSignature(ScriptWriter code, MethodModel method, string written, LibraryModel library, ScriptTypes types)
    {
        var parameters = Names(method);
        var defaults = new ScriptDefaults(library, types).Of(method);
        ScriptComments.Write(
            code,
            library.About($"{method.ContractName}.{method.Signature}"),
            parameters.Select(entry => (entry.Parameter.Name, entry.Written, defaults.TryGetValue(entry.Parameter.Name, out var value) ? value : null)).ToList());
        var options = Options;
        while (parameters.Any(entry => entry.Written == options))
        {
            options += "_";
        }

        var list = parameters.Select(entry => $"{entry.Written}{(defaults.ContainsKey(entry.Parameter.Name) ? "?" : string.Empty)}: {Type(entry.Parameter, types)}").Append($"{options}?: $.CallOptions").ToList();
        code.List($"{written}(", list, $"): {Result(method, types)};");
    }

    /// <summary>Prints what a session knows of the method.</summary>
    public static void EmitDescription(ScriptWriter code, MethodModel method, string written, LibraryModel library, ScriptTypes types)
    {
        var defaults = new ScriptDefaults(library, types).Of(method);
        code.Open("{");
        code.Line($"name: \"{written}\",");
        code.Line($"signature: {ScriptIdentifiers.Literal(method.Signature)},");
        code.Line($"id: 0x{method.Id:x16}n,");
        code.Line($"shape: 0x{method.Shape:x16}n,");
        code.Line($"kind: \"{Kind(method)}\",");
        code.List("parameters: [", Names(method).Select(entry => Description(entry.Parameter, entry.Written, defaults, types)).ToList(), "],");
        if (method.Result is { } result)
        {
            code.Line($"result: {types.Codec(result)},");
        }

        foreach (var flag in Flags(method))
        {
            code.Line($"{flag},");
        }

        code.Close("},");
    }

    private static IEnumerable<string> Flags(MethodModel method)
    {
        (bool IsSet, string Text)[] all =
        [
            (method.IsOneWay, "isOneWay: true"),
            (method.Form != BlockForm.None, "isBytes: true"),
            (method.IsConcurrent, "isConcurrent: true"),
            (method.IsIdempotent, "isIdempotent: true"),
            (method.Delivery == MethodModel.LatestWins, "isLatestWins: true"),
            (method.Delivery == MethodModel.Unreliable, "isUnreliable: true"),
            (method.Priority.Length > 0, $"priority: \"{method.Priority.ToLowerInvariant()}\""),
        ];
        return all.Where(flag => flag.IsSet).Select(flag => flag.Text);
    }

    // A one-way call that carries streams is a call with an answer that nobody awaits, so that there is somebody to send the items.
    private static string Kind(MethodModel method) =>
        method.IsOneWay && method.Parameters.All(parameter => parameter.Kind != ParameterKind.Stream) ? "oneWay" : method.IsStreaming ? "stream" : "unary";

    private static string Description(ParameterModel parameter, string written, IReadOnlyDictionary<string, string> defaults, ScriptTypes types)
    {
        // Null is what is written anyway for a value that is not there.
        var codec = types.Codec(parameter.Wire!);
        codec = defaults.TryGetValue(parameter.Name, out var value) && value != ScriptDefaults.Null ? $"$.optional({codec}, {value})" : codec;
        var kind = parameter.Kind == ParameterKind.Stream ? "stream" : Unwrap(parameter.Wire!) switch
        {
            ContractReference => "reference",
            ProgressType => "progress",
            _ => "value",
        };
        return $"{{ name: \"{written}\", kind: \"{kind}\", codec: {codec}{(parameter.Form == BlockForm.None ? string.Empty : ", isBytes: true")} }}";
    }

    private static WireType Unwrap(WireType type) => type is NullableType nullable ? nullable.Value : type;

    private static string Type(ParameterModel parameter, ScriptTypes types) =>
        parameter.Kind == ParameterKind.Stream ? $"$.StreamSource<{types.Type(parameter.Wire!)}>" : types.Type(parameter.Wire!);

    private static string Result(MethodModel method, ScriptTypes types) => method switch
    {
        { Result: null } => "Promise<void>",
        { Form: not BlockForm.None } => $"Promise<$.PeerStream<{types.Type(method.Result)}>>",
        { IsStreaming: true } => $"$.PeerStream<{types.Type(method.Result)}>",
        _ => $"Promise<{types.Type(method.Result)}>",
    };

    /// <summary>The parameters that a caller gives; how a call is cancelled is said behind them.</summary>
    public static IEnumerable<ParameterModel> Arguments(MethodModel method) => method.Parameters.Where(parameter => parameter.Kind != ParameterKind.Token);

    private static List<(ParameterModel Parameter, string Written)> Names(MethodModel method)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var named = new List<(ParameterModel Parameter, string Written)>();
        foreach (var parameter in Arguments(method))
        {
            var name = ScriptIdentifiers.Parameter(parameter.Name);
            while (!taken.Add(name))
            {
                name += "_";
            }

            named.Add((parameter, name));
        }

        return named;
    }
}
