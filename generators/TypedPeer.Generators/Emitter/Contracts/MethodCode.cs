using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>A method with the names it has in generated code.</summary>
/// <param name="model">The method.</param>
/// <param name="identifier">What stands for it, unique among the methods of the contract.</param>
internal sealed class MethodCode(MethodModel model, string identifier)
{
    public MethodModel Model => model;

    public string Identifier => identifier;

    public string Name { get; } = Identifiers.Escape(model.Name);

    /// <summary>The interface that declares it, in full.</summary>
    public string DeclaringType { get; } = CodeNames.Of(model.DeclaringType);

    public IReadOnlyList<ParameterCode> Parameters { get; } = [.. model.Parameters.Select(parameter => new ParameterCode(parameter, model.Parameters))];

    /// <summary>The parameters that are values, which are written with the call.</summary>
    public IEnumerable<ParameterCode> Values => Parameters.Where(parameter => parameter.Model.Kind == ParameterKind.Value);

    /// <summary>The parameters that are streams.</summary>
    public IEnumerable<ParameterCode> Streams => Parameters.Where(parameter => parameter.Model.Kind == ParameterKind.Stream);

    /// <summary>All parameters but the token.</summary>
    public IEnumerable<ParameterCode> Arguments => Parameters.Where(parameter => parameter.Model.Kind != ParameterKind.Token);

    /// <summary>The result as the user sees it.</summary>
    public string ResultName => model.Form switch
    {
        BlockForm.Stream => "global::System.IO.Stream",
        BlockForm.PipeReader => "global::System.IO.Pipelines.PipeReader",
        _ => CodeNames.Of(model.Result!),
    };

    /// <summary>The type arguments of what carries values of a type: the type and its codec.</summary>
    public static string TypeArguments(WireType type, CodeNames names) => $"{CodeNames.Of(type)}, {names.Codec(type)}";
}
