using System.Text;
using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.Names;

/// <summary>The name of a type in one line, as C# spells it: in generated code, and in shapes and the wire baseline, since people know types by it.</summary>
internal sealed class TypeNameText
{
    private const string System = "System";

    // Types of the platform that have a word of their own.
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["Boolean"] = "bool",
        ["Char"] = "char",
        ["SByte"] = "sbyte",
        ["Byte"] = "byte",
        ["Int16"] = "short",
        ["UInt16"] = "ushort",
        ["Int32"] = "int",
        ["UInt32"] = "uint",
        ["Int64"] = "long",
        ["UInt64"] = "ulong",
        ["IntPtr"] = "nint",
        ["UIntPtr"] = "nuint",
        ["Single"] = "float",
        ["Double"] = "double",
        ["Decimal"] = "decimal",
        ["String"] = "string",
        ["Object"] = "object",
    };

    private readonly StringBuilder _text = new();
    private readonly bool _isRooted;

    private TypeNameText(bool isRooted) => _isRooted = isRooted;

    /// <summary>The name from the root of all namespaces, so that it means the same everywhere.</summary>
    public static string Full(TypeName name) => Write(name, isRooted: true);

    /// <summary>The same without the roots, for people. Different types still have different ones.</summary>
    public static string Plain(TypeName name) => Write(name, isRooted: false);

    /// <summary>A dotted name with its reserved parts escaped.</summary>
    public static string Namespace(string name)
    {
        var parts = name.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Identifiers.EscapeReserved(parts[i]);
        }

        return string.Join(".", parts);
    }

    private static string Write(TypeName name, bool isRooted)
    {
        var writer = new TypeNameText(isRooted);
        writer.Append(name);
        return writer._text.ToString();
    }

    private void Append(TypeName name)
    {
        switch (name)
        {
            case NamedTypeName named:
                AppendNamed(named);
                break;
            case ArrayTypeName array:
                AppendArray(array);
                break;
            case NullableTypeName nullable:
                Append(nullable.Value);
                _text.Append('?');
                break;
            case TupleTypeName tuple:
                AppendTuple(tuple);
                break;
            default:
                _text.Append(((OtherTypeName)name).Text);
                break;
        }
    }

    private void AppendNamed(NamedTypeName name)
    {
        if (name is { Alias: null, Namespace: System, Container: null, Arguments.Count: 0 } && Words.TryGetValue(name.Name, out var word))
        {
            _text.Append(word);
            return;
        }

        if (name.Container is { } container)
        {
            AppendNamed(container);
            _text.Append('.');
        }
        else
        {
            AppendRoot(name);
        }

        _text.Append(Identifiers.Escape(name.Name));
        AppendArguments(name.Arguments);
    }

    private void AppendRoot(NamedTypeName name)
    {
        if (name.Alias is not null || _isRooted)
        {
            _text.Append(name.Alias ?? "global").Append("::");
        }

        if (name.Namespace.Length > 0)
        {
            _text.Append(Namespace(name.Namespace)).Append('.');
        }
    }

    private void AppendArguments(EquatableArray<TypeName> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            _text.Append(i == 0 ? "<" : ", ");
            Append(arguments[i]);
        }

        if (arguments.Count > 0)
        {
            _text.Append('>');
        }
    }

    // The rank of an outer array stands before the ranks of its items, unless the item is itself nullable: int[][,] but int[,]?[].
    private void AppendArray(ArrayTypeName array)
    {
        TypeName innermost = array;
        while (innermost is ArrayTypeName outer)
        {
            innermost = outer.Item;
        }

        Append(innermost);
        for (TypeName level = array; level is ArrayTypeName current; level = current.Item)
        {
            _text.Append('[').Append(',', current.Rank - 1).Append(']');
        }
    }

    private void AppendTuple(TupleTypeName tuple)
    {
        for (var i = 0; i < tuple.Elements.Count; i++)
        {
            _text.Append(i == 0 ? "(" : ", ");
            Append(tuple.Elements[i].Type);
            if (tuple.Elements[i].Name is { } name)
            {
                _text.Append(' ').Append(Identifiers.Escape(name));
            }
        }

        _text.Append(')');
    }
}
