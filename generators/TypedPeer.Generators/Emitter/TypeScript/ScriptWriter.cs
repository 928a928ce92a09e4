using TypedPeer.Generators.Emitter.Code;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Writes indented lines of TypeScript.</summary>
internal sealed class ScriptWriter() : IndentedWriter(indentSize: 2)
{
    /// <summary>Writes a line and goes one level deeper.</summary>
    public void Open(string text)
    {
        Line(text);
        Depth++;
    }

    /// <summary>Comes back up, and writes a line.</summary>
    public void Close(string text)
    {
        Depth--;
        Line(text);
    }

    /// <summary>Writes a list on one line where it fits, else with a line for each item.</summary>
    public void List(string head, IReadOnlyCollection<string> items, string tail, string space = "")
    {
        var line = head + space + string.Join(", ", items) + space + tail;
        if (items.Count == 0 || Fits(line))
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
}
