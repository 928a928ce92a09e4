using System.Text;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser;

/// <summary>
/// Spells out the wire shape of a method: references to data types become numbers in the order of their first appearance, and
/// the definitions follow. Names of types and members do not appear, since they do not travel.
/// </summary>
internal sealed class ShapeWriter(IReadOnlyDictionary<string, DataTypeModel?> dataTypes)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Queue<string> _waiting = new();

    public string Write(string shape)
    {
        var text = new StringBuilder();
        Append(text, shape);
        while (_waiting.Count > 0)
        {
            var key = _waiting.Dequeue();
            if (dataTypes[key] is { } type)
            {
                text.Append("; #").Append(_numbers[key]).Append(" = ");
                AppendDefinition(text, type);
            }
        }

        return text.ToString();
    }

    private void AppendDefinition(StringBuilder text, DataTypeModel type)
    {
        // What may change without harm is no part of the shape.
        if (type.Kind == DataTypeKind.Tolerant)
        {
            text.Append("tolerant");
            return;
        }

        if (type.Kind == DataTypeKind.MemoryPack)
        {
            text.Append("memorypack ").Append(type.TypeName);
            return;
        }

        text.Append(type.Kind switch
        {
            DataTypeKind.Object => "object(",
            DataTypeKind.Union => "union(",
            _ => "memory(",
        });
        var isFirst = true;
        foreach (var member in type.Kind == DataTypeKind.Union ? type.Members.OrderBy(item => item.Place) : type.Members.AsEnumerable())
        {
            text.Append(isFirst ? string.Empty : ", ");
            isFirst = false;
            if (type.Kind == DataTypeKind.Union)
            {
                text.Append(member.Place).Append(": ");
            }

            Append(text, member.Type.Shape);
        }

        text.Append(')');
    }

    private void Append(StringBuilder text, string shape)
    {
        var position = 0;
        while (shape.IndexOf('{', position) is >= 0 and var open)
        {
            var close = shape.IndexOf('}', open);
            var key = shape.Substring(open + 1, close - open - 1);
            if (!_numbers.TryGetValue(key, out var number))
            {
                _numbers[key] = number = _numbers.Count;
                _waiting.Enqueue(key);
            }

            text.Append(shape, position, open - position).Append('#').Append(number);
            position = close + 1;
        }

        text.Append(shape, position, shape.Length - position);
    }
}
