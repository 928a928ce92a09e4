using System.Text;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Writes indented lines of TypeScript.</summary>
internal sealed class ScriptWriter
{
    private const int IndentSize = 2;
    private const int MaxLine = 140;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one line at the current depth; an empty one without indentation.</summary>
    public void Line(string text = "")
    {
        if (text.Length > 0)
        {
            _text.Append(' ', _depth * IndentSize).Append(text);
        }

        _text.Append('\n');
    }

    /// <summary>Writes a line and goes one level deeper.</summary>
    public void Open(string text)
    {
        Line(text);
        _depth++;
    }

    /// <summary>Comes back up, and writes a line.</summary>
    public void Close(string text)
    {
        _depth--;
        Line(text);
    }

    /// <summary>Writes a list on one line where it fits, else with a line for each item.</summary>
    public void List(string head, IReadOnlyCollection<string> items, string tail, string space = "")
    {
        var line = head + space + string.Join(", ", items) + space + tail;
        if (items.Count == 0 || (_depth * IndentSize) + line.Length <= MaxLine)
        {
            Line(items.Count == 0 ? head + tail : line);
            return;
        }

        Open(head);
        foreach (var item in items)
        {
            Line(item + ",");
        }

        Close(tail);
    }

    public override string ToString() => _text.ToString();
}
