using System.Text;

namespace TypedPeer.Generators.Emitter.Code;

/// <summary>Writes indented lines of C#.</summary>
internal sealed class CodeWriter
{
    private const int IndentSize = 4;
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

    /// <summary>Writes a line one level deeper.</summary>
    public void Continuation(string text)
    {
        _depth++;
        Line(text);
        _depth--;
    }

    /// <summary>Writes a list on one line where it fits, else with a line for each item.</summary>
    public void List(string head, IEnumerable<string> items, string tail)
    {
        var all = items.ToList();
        var line = head + string.Join(", ", all) + tail;
        if (all.Count == 0 || (_depth * IndentSize) + line.Length <= MaxLine)
        {
            Line(line);
            return;
        }

        Line(head);
        for (var i = 0; i < all.Count; i++)
        {
            Continuation(all[i] + (i < all.Count - 1 ? "," : tail));
        }
    }

    /// <summary>Writes a member whose body is a block, on one line where the block is empty.</summary>
    public void Block(string header, IReadOnlyCollection<string> statements)
    {
        if (statements.Count == 0)
        {
            Line(header + " { }");
            return;
        }

        Open(header);
        foreach (var statement in statements)
        {
            Line(statement);
        }

        Close();
    }

    public void Open(string header)
    {
        Line(header);
        Line("{");
        _depth++;
    }

    public void Close(string tail = "")
    {
        _depth--;
        Line("}" + tail);
    }

    public void Indent() => _depth++;

    public void Unindent() => _depth--;

    public override string ToString() => _text.ToString();
}
