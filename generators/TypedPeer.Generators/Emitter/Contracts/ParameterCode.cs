using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>A parameter with the name and the types it has in generated code.</summary>
internal sealed class ParameterCode
{
    // Names that generated code uses for itself where parameters are.
    private static readonly HashSet<string> Reserved = new(
        [.. MethodIdentifiers.Inherited, "writer", "streams", "reader", "call", "target", "_remote", "PeerMethods", "Write", "AddStreams"], StringComparer.Ordinal);

    /// <param name="model">The parameter.</param>
    /// <param name="all">All parameters of its method.</param>
    public ParameterCode(ParameterModel model, EquatableArray<ParameterModel> all)
    {
        Model = model;
        Name = SafeName(model, all);
        TypeName = TypeOf(model);
    }

    public ParameterModel Model { get; }

    public string Name { get; }

    /// <summary>The type of what may be given, in full.</summary>
    public string TypeName { get; }

    /// <summary>The type as the method declares it, with the attribute that says more of null.</summary>
    public string Declared => Model.Null switch
    {
        NullAllowance.Allowed => $"[global::System.Diagnostics.CodeAnalysis.AllowNull] {CodeNames.Of(Model.Declared!)}",
        NullAllowance.Disallowed => $"[global::System.Diagnostics.CodeAnalysis.DisallowNull] {CodeNames.Of(Model.Declared!)}",
        _ => TypeName,
    };

    private static string TypeOf(ParameterModel model) => model switch
    {
        { Kind: ParameterKind.Token } => "global::System.Threading.CancellationToken",
        { Kind: ParameterKind.Value } => CodeNames.Of(model.Wire!),
        { Form: BlockForm.Stream } => "global::System.IO.Stream",
        { Form: BlockForm.PipeReader } => "global::System.IO.Pipelines.PipeReader",
        _ => $"global::System.Collections.Generic.IAsyncEnumerable<{CodeNames.Of(model.Wire!)}>",
    };

    private static string SafeName(ParameterModel parameter, EquatableArray<ParameterModel> all)
    {
        var name = parameter.Name;
        while (Reserved.Contains(name) || (name != parameter.Name && all.Any(other => other.Name == name)))
        {
            name += "_";
        }

        return Identifiers.Escape(name);
    }
}
