using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Finds what TypeScript cannot carry.</summary>
/// <param name="dataTypes">The data types by their key.</param>
internal sealed class ScriptLimits(IReadOnlyDictionary<string, DataTypeModel> dataTypes)
{
    private readonly ScriptTree _tree = new(dataTypes);

    public ScriptLimits(LibraryModel library)
        : this(library.DataTypes)
    {
    }

    /// <summary>Returns why a method has no TypeScript, or null where it has.</summary>
    public string? WhyNot(MethodModel method) =>
        method.Parameters.Select(parameter => parameter.Wire).Append(method.Result).OfType<WireType>().Select(WhyNot).FirstOrDefault(reason => reason is not null);

    /// <summary>Returns why a type has no TypeScript, or null where it has.</summary>
    public string? WhyNot(WireType type) =>
        _tree.Reach(type).OfType<DataTypeReference>().FirstOrDefault(data => _tree.Find(data)?.Kind == DataTypeKind.MemoryPack) is { } found
            ? $"'{TypeNameText.Plain(found.Name)}' is written by the package MemoryPack, which only .NET has"
            : null;
}
