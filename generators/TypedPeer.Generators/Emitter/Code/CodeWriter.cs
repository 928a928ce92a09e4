namespace TypedPeer.Generators.Emitter.Code;

/// <summary>Writes indented lines of C#.</summary>
internal sealed class CodeWriter() : IndentedWriter(indentSize: 4)
{
    /// <summary>Writes a line one level deeper.</summary>
    public void Continuation(string text)
    {
        Depth++;
        Line(text);
        Depth--;
    }

    /// <summary>Writes a list on one line where it fits, else with a line for each item.</summary>
    public void List(string head, IEnumerable<string> items, string tail)
    {
        var all = items.ToList();
        var line = head + string.Join(", ", all) + tail;
        if (all.Count == 0 || Fits(line))
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
        Depth++;
    }

    public void Close(string tail = "")
    {
        Depth--;
        Line("}" + tail);
    }

    public void Indent() => Depth++;

    public void Unindent() => Depth--;
}
