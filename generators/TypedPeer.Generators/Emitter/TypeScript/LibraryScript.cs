using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Prints a library: a file for each contract, one for the data types, and one that exports all.</summary>
internal static class LibraryScript
{
    /// <summary>Returns the files by their names, in the order of these.</summary>
    public static IReadOnlyList<(string Name, string Text)> Emit(LibraryModel library)
    {
        var names = new ScriptNames(library);
        var files = library.Contracts.Select(contract => (Name: names.File(contract.WireName), Text: EmitFile(library, names, names.File(contract.WireName), (code, types) =>
            ContractScript.Emit(code, contract, library, names, types)))).ToList();
        if (library.DataTypes.Count + library.Enums.Count > 0)
        {
            files.Add((ScriptNames.TypesFile, EmitFile(library, names, ScriptNames.TypesFile, (code, types) => EmitTypes(code, library, names, types))));
        }

        var index = new ScriptWriter();
        WriteHead(index, library);
        index.Line();
        foreach (var file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            index.Line($"export * from \"./{file.Name}.js\";");
        }

        if (files.Count == 0)
        {
            index.Line("export {};");
        }

        files.Add(("index", index.ToString()));
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name + ".ts", file.Text))];
    }

    private static void WriteHead(ScriptWriter code, LibraryModel library) =>
        code.Line($"// Written by TypedPeer for the contracts of {library.Assembly}. Changes made here are lost when it is built again.");

    private static string EmitFile(LibraryModel library, ScriptNames names, string file, Action<ScriptWriter, ScriptTypes> emit)
    {
        var imports = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var body = new ScriptWriter();
        emit(body, new ScriptTypes(names, used =>
        {
            var (source, name) = used is ContractReference contract ? (names.File(contract.WireName), names.Contract(contract.WireName)) : (ScriptNames.TypesFile, names.Type(used.Name));
            Import(source, name);
        }));
        var text = body.ToString();
        foreach (var contract in library.Contracts.Where(contract => names.File(contract.WireName) == file))
        {
            foreach (var detail in contract.ErrorDetails.Where(detail => new ScriptLimits(library).WhyNot(detail) is null))
            {
                Import(ScriptNames.TypesFile, names.Detail(detail.Name));
            }
        }

        var code = new ScriptWriter();
        WriteHead(code, library);
        code.Line();
        if (text.Contains("$."))
        {
            code.Line("import * as $ from \"typedpeer/contract\";");
        }

        foreach (var import in imports)
        {
            code.List("import {", import.Value, $"}} from \"./{import.Key}.js\";", space: " ");
        }

        if (imports.Count > 0 || text.Contains("$."))
        {
            code.Line();
        }

        return code + text;

        void Import(string source, string name)
        {
            if (source != file)
            {
                if (!imports.TryGetValue(source, out var known))
                {
                    imports[source] = known = new SortedSet<string>(StringComparer.Ordinal);
                }

                known.Add(name);
            }
        }
    }

    private static void EmitTypes(ScriptWriter code, LibraryModel library, ScriptNames names, ScriptTypes types)
    {
        var limits = new ScriptLimits(library);
        var details = library.Contracts.SelectMany(contract => contract.ErrorDetails).Where(detail => limits.WhyNot(detail) is null)
            .GroupBy(detail => ShapeText.Key(detail.Name), StringComparer.Ordinal).Select(group => group.First());
        var isFirst = true;
        foreach (var type in library.Enums.Values.OrderBy(type => names.Type(type.Name), StringComparer.Ordinal))
        {
            Separate();
            EnumScript.Emit(code, type, library, names);
        }

        foreach (var type in library.DataTypes.Values.Where(type => CanCarry(type, limits)).OrderBy(type => names.Type(type.Name), StringComparer.Ordinal))
        {
            Separate();
            DataTypeScript.Emit(code, type, library, names, types);
        }

        foreach (var detail in details.OrderBy(detail => names.Detail(detail.Name), StringComparer.Ordinal))
        {
            Separate();
            var full = TypeNameText.Plain(detail.Name);
            code.Line("/** Says that errors of some contracts may carry it. */");
            code.Line(
                $"export const {names.Detail(detail.Name)}: $.ErrorDetail<{types.Type(detail)}> = /* @__PURE__ */ $.errorDetail({ScriptIdentifiers.Literal(full)}, 0x{Hashes.Of(full):x16}n, {types.Codec(detail)});");
        }

        void Separate()
        {
            if (!isFirst)
            {
                code.Line();
            }

            isFirst = false;
        }
    }

    private static bool CanCarry(DataTypeModel type, ScriptLimits limits) => limits.WhyNot(new DataTypeReference(type.Name, type.IsReference, type.Layout)) is null;
}
