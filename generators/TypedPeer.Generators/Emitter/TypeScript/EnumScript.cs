using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Prints an enum: an object of its names, and a type of its values. One whose values are combined is any number.</summary>
internal static class EnumScript
{
    public static void Emit(ScriptWriter code, EnumModel type, LibraryModel library, ScriptNames names)
    {
        var name = names.Type(type.Name);
        var key = ShapeText.Key(type.Name);
        var number = ScriptScalars.Of(type.Underlying).Type;
        var suffix = number == "bigint" ? "n" : string.Empty;
        ScriptComments.Write(code, library.About(key), []);
        code.Open($"export const {name} = {{");
        foreach (var member in type.Members)
        {
            ScriptComments.Write(code, library.About($"{key}.{member.Name}"), []);
            code.Line($"{member.Name}: {member.Value}{suffix},");
        }

        code.Close("} as const;");
        code.Line();
        code.Line(type.IsFlags || type.Members.Count == 0 ? $"export type {name} = {number};" : $"export type {name} = (typeof {name})[keyof typeof {name}];");
    }
}
