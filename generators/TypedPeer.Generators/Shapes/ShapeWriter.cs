using System.Text;

namespace TypedPeer.Generators.Shapes;

/// <summary>
/// Spells out the wire shape of a method: references to data types become numbers in the order of their first appearance, and
/// the definitions follow. Names of types and members do not appear, since they do not travel.
/// </summary>
/// <param name="define">Returns the definition of the data type with a key, in which references are keys in braces; null when unknown.</param>
internal sealed class ShapeWriter(Func<string, string?> define)
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
            if (define(key) is { } definition)
            {
                text.Append("; #").Append(_numbers[key]).Append(" = ");
                Append(text, definition);
            }
        }

        return text.ToString();
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
