using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Names for local variables that hold members.</summary>
internal static class Locals
{
    /// <param name="members">The members.</param>
    /// <param name="others">Other names in the same scope, beside that of the reader.</param>
    public static string[] For(EquatableArray<MemberModel> members, params string[] others)
    {
        var taken = new HashSet<string>(others, StringComparer.Ordinal) { "reader" };
        var names = new string[members.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var member = members[i].Name;

            // While somebody types, a member has no name yet.
            var name = member.Length == 0 ? "_" : char.ToLowerInvariant(member[0]) + member.Substring(1);
            while (!taken.Add(name))
            {
                name += "_";
            }

            names[i] = SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
        }

        return names;
    }

    /// <summary>Prints the statement that makes a value of the members read before.</summary>
    public static void EmitConstruction(CodeWriter code, DataTypeModel type, string[] names, string statement)
    {
        var arguments = string.Join(", ", type.Construction.Select(argument => Argument(argument, names[argument.Member])));
        var set = type.Members
            .Select((member, index) => (member, name: names[index]))
            .Where(pair => pair.member.SetBy == MemberSetting.Initializer)
            .ToList();
        if (set.Count == 0)
        {
            code.Line($"{statement} new {CodeNames.Of(type.Name)}({arguments});");
            return;
        }

        code.Line($"{statement} new {CodeNames.Of(type.Name)}{(arguments.Length == 0 ? string.Empty : $"({arguments})")}");
        code.Line("{");
        foreach (var (member, name) in set)
        {
            code.Continuation($"{Identifiers.Escape(member.Name)} = {name}{(member.WarnsOfNull ? "!" : string.Empty)},");
        }

        code.Line("};");
    }

    private static string Argument(ConstructorArgument argument, string value)
    {
        var given = argument.MayBeRefused ? value + "!" : value;
        return argument.Parameter is { } parameter ? $"{Identifiers.Escape(parameter)}: {given}" : given;
    }
}
