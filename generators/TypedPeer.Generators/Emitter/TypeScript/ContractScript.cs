using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Prints a contract: its interface, and what a session knows of it under the same name.</summary>
internal static class ContractScript
{
    public static void Emit(ScriptWriter code, ContractModel contract, LibraryModel library, ScriptNames names, ScriptTypes types)
    {
        var name = names.Contract(contract.WireName);
        var limits = new ScriptLimits(library);
        var own = contract.Methods.Where(method => limits.WhyNot(method) is null).ToList();
        var bases = contract.Bases.Select(parent => library.Contracts.FirstOrDefault(other => other.Name.Equals(parent))).OfType<ContractModel>().ToList();
        var methods = own.Select(method => (Method: method, Written: names.Method(method))).ToList();
        ScriptComments.Write(code, library.About(contract.WireName), []);
        var parents = bases.Select(parent => types.Type(new ContractReference(parent.Name, parent.WireName))).ToList();
        var extends = parents.Count == 0 ? string.Empty : $" extends {string.Join(", ", parents)}";
        code.Open($"export interface {name}{extends} {{");
        foreach (var (method, written) in methods)
        {
            MethodScript.EmitSignature(code, method, written, library, types);
        }

        foreach (var left in contract.Methods.Where(method => limits.WhyNot(method) is not null))
        {
            code.Line($"// {left.Signature} is not here: {limits.WhyNot(left)}.");
        }

        code.Close("}");
        code.Line();
        var fingerprint = own.Count == contract.Methods.Count ? contract.Fingerprint : Hashes.Of(string.Join("\n", own.Select(method => $"{method.Id:x16}:{method.Shape:x16}")));
        code.Open(
            $"export const {name}: $.PeerContract<{name}> = /* @__PURE__ */ $.contract<{name}>({ScriptIdentifiers.Literal(contract.WireName)}, 0x{Hashes.Of(contract.WireName):x16}n, 0x{fingerprint:x16}n, () => ({{");
        code.Open("methods: [");
        foreach (var (method, written) in methods)
        {
            MethodScript.EmitDescription(code, method, written, library, types);
        }

        code.Close("],");
        if (parents.Count > 0)
        {
            code.Line($"bases: [{string.Join(", ", parents)}],");
        }

        var details = contract.ErrorDetails.Where(detail => limits.WhyNot(detail) is null).ToList();
        if (details.Count > 0)
        {
            code.Line($"errors: [{string.Join(", ", details.Select(detail => names.Detail(detail.Name)))}],");
        }

        var parts = Parts(own, new ScriptTree(library.DataTypes)).ToList();
        if (parts.Count > 0)
        {
            code.Line($"uses: [{string.Join(", ", parts)}],");
        }

        code.Close("}));");
    }

    // What of the protocol is needed: a page's script holds no more than its contracts name.
    private static IEnumerable<string> Parts(IReadOnlyCollection<MethodModel> methods, ScriptTree tree)
    {
        if (methods.Any(method => method.IsStreaming || method.Parameters.Any(parameter => parameter.Kind == ParameterKind.Stream)))
        {
            yield return "$.streams";
        }

        if (methods.SelectMany(method => method.Parameters.Select(parameter => parameter.Wire).Append(method.Result)).OfType<WireType>().SelectMany(tree.Reach).Any(type => type is ContractReference or ProgressType))
        {
            yield return "$.references";
        }

        if (methods.Any(method => method.Delivery.Length > 0))
        {
            yield return "$.delivery";
        }
    }
}
