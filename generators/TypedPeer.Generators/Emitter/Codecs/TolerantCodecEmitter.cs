using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Prints the codec of a type that may change: each member comes with its length.</summary>
internal static class TolerantCodecEmitter
{
    public static void Emit(CodeWriter code, DataTypeModel type)
    {
        var slots = new MemberModel?[type.Members.Count == 0 ? 0 : type.Members.Max(member => member.Place) + 1];
        foreach (var member in type.Members)
        {
            slots[member.Place] = member;
        }

        ReferenceParts.Open(code, type, minimumSize: 1);
        EmitWrite(code, type, slots);
        code.Line();
        EmitRead(code, type, slots);
        code.Close();
    }

    private static void EmitWrite(CodeWriter code, DataTypeModel type, MemberModel?[] slots)
    {
        var isNamed = ReferenceParts.IsNamed(type);
        ReferenceParts.OpenWrite(code, type, isNamed);
        code.Line($"global::System.Span<int> ends = stackalloc int[{slots.Length}];");
        code.Line($"int begin = writer.BeginTolerant({slots.Length});");
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] is { } member)
            {
                ReferenceParts.EmitMember(code, type, member);
            }

            code.Line($"ends[{i}] = writer.Position;");
        }

        code.Line("writer.EndTolerant(begin, ends);");
        ReferenceParts.CloseWrite(code, type, isNamed);
    }

    private static void EmitRead(CodeWriter code, DataTypeModel type, MemberModel?[] slots)
    {
        ReferenceParts.OpenRead(code, type);
        code.Line($"global::System.Span<int> lengths = stackalloc int[{slots.Length}];");
        code.Line("int unknown = reader.ReadTolerantHeader(lengths);");
        var names = Locals.For(type.Members, "at", "failure", "value", "lengths", "unknown", "remaining");
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] is { } member)
            {
                EmitReadMember(code, type, member, names[IndexOf(type, member)]);
            }
            else
            {
                code.Line($"reader.Skip(lengths[{i}]);");
            }
        }

        code.Line("reader.Skip(unknown);");
        ReferenceParts.CloseRead(code, type, names);
    }

    private static void EmitReadMember(CodeWriter code, DataTypeModel type, MemberModel member, string name)
    {
        // Only what construction needs must be there: anything else keeps the value the type gives it.
        var isNeeded = member.Type.IsRequired && member.SetBy != MemberSetting.Assignment;
        code.Line($"at = \"{member.Name}\";");
        var initial = isNeeded ? string.Empty : member.Type.IsRequired ? " = default!" : " = default";
        code.Line($"{CodeNames.Of(member.Type)} {name}{initial};");
        code.Open($"if (lengths[{member.Place}] > 0)");
        code.Line($"int remaining = reader.Remaining - lengths[{member.Place}];");
        code.Line($"{name} = {CodeNames.AmongCodecs.Codec(member.Type)}.Read(ref reader);");
        code.Line("reader.EndMember(remaining);");
        code.Close();
        if (isNeeded)
        {
            code.Open("else");
            code.Line($"throw PeerFormat.Missing(\"{member.Name}\");");
            code.Close();
        }

        code.Line();
    }

    private static int IndexOf(DataTypeModel type, MemberModel member)
    {
        for (var i = 0; i < type.Members.Count; i++)
        {
            if (ReferenceEquals(type.Members[i], member))
            {
                return i;
            }
        }

        throw new ArgumentException("The member belongs to another type.", nameof(member));
    }
}
